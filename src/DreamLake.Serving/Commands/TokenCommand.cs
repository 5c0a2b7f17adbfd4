using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake token</c>: gives tokens out, lists them and takes them back.</summary>
internal static class TokenCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake token create --namespace alice
          dreamlake token create --namespace alice --space robotics --read-only --expires 90d
          dreamlake token list
          dreamlake token revoke 3f0c2a9d41b7e865

        A lake that a team shares is named by its settings, as 'dreamlake-lake run' reads them:
          dreamlake-lake token create --settings /etc/dreamlake/lake.json --namespace alice

        A token is shown once. Revoked, it is refused within 5 s; addresses that were signed before
        (of parts, downloads and playlists) are good until they expire.
        """;

    private static readonly Option<string> Namespace = new("--namespace") { HelpName = "NAME", Required = true, Description =
        "The namespace that the token opens." };
    private static readonly Option<string?> Space = new("--space") { HelpName = "NAME", Description =
        "The one space that it opens. Default: all of the namespace." };
    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "List, play and download; change nothing." };
    private static readonly Option<bool> Admin = new("--admin") { Description = "Also what an admin of the namespace does." };
    private static readonly Option<string> Expires = new("--expires") { HelpName = "TIME", DefaultValueFactory = _ => "30d", Description =
        "How long it is good for: 45m, 12h or 30d; 1 minute to 3650 days." };
    private static readonly Argument<string> Id = new("ID") { Description = "The token's id, as 'token list' shows it." };

    /// <summary>The command.</summary>
    public static Command Create() => new("token", "Gives out tokens of a lake, lists them and takes them back.")
    {
        CreateVerb(), ListVerb(), RevokeVerb(),
    };

    private static Command CreateVerb()
    {
        var (lake, json) = (new AdminLake(), JsonOption());
        var command = new Command("create", "Makes a token and shows it, once.")
        {
            Namespace, Space, ReadOnly, Admin, Expires, lake.Folder, lake.SettingsFile, json,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync<TokenTable>(parsed, table =>
            CreateAsync(table, parsed, parsed.GetValue(json), cancellationToken), cancellationToken));
        return command;
    }

    private static Command ListVerb()
    {
        var (lake, json) = (new AdminLake(), JsonOption());
        var command = new Command("list", "Lists the tokens that were given out and have not ended by themselves.")
        {
            lake.Folder, lake.SettingsFile, json,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync<TokenTable>(parsed, table =>
            ListAsync(table, parsed.GetValue(json), cancellationToken), cancellationToken));
        return command;
    }

    private static Command RevokeVerb()
    {
        var lake = new AdminLake();
        var command = new Command("revoke", "Takes a token back.") { Id, lake.Folder, lake.SettingsFile };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync<TokenTable>(parsed, table =>
            RevokeAsync(table, parsed.GetRequiredValue(Id), cancellationToken), cancellationToken));
        return command;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    private static async Task CreateAsync(TokenTable table, ParseResult parsed, bool json, CancellationToken cancellationToken)
    {
        var (token, issued) = await table.CreateAsync(Grant(parsed), Lifetime(parsed.GetRequiredValue(Expires)), cancellationToken);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(ShownToken.Of(issued) with { Token = token }, TokenJson.Default.ShownToken));
            return;
        }

        // The token alone on standard output, so that a script can take it.
        Console.Error.WriteLine(
            $"dreamlake: token {issued.Id} for {issued.Namespace}{(issued.Space is null ? "" : "@" + issued.Space)}, "
            + $"{Word(issued.Role)}, until {issued.ExpiresAt:u}. It is shown this once.");
        Console.WriteLine(token);
    }

    private static async Task ListAsync(TokenTable table, bool json, CancellationToken cancellationToken)
    {
        var tokens = await table.ListAsync(cancellationToken);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize([.. tokens.Select(ShownToken.Of)], TokenJson.Default.ShownTokenArray));
            return;
        }

        if (tokens.Count == 0) Console.Error.WriteLine("dreamlake: no token was given out.");
        foreach (var token in tokens)
        {
            var place = token.Space is null ? token.Namespace : $"{token.Namespace}@{token.Space}";
            var end = token.RevokedAt is { } at ? $"revoked {at:u}" : $"until {token.ExpiresAt:u}";
            Console.WriteLine($"{token.Id}  {Word(token.Role),-5}  {end,-28}  {NameRules.Printable(place)}");
        }
    }

    private static async Task RevokeAsync(TokenTable table, string id, CancellationToken cancellationToken)
    {
        if (!await table.RevokeAsync(id, cancellationToken))
            throw new UsageException($"There is no token '{NameRules.Printable(id)}'. 'dreamlake token list' shows those that there are.");
        Console.WriteLine($"{id} is revoked. No service of the lake takes it from 5 s on.");
    }

    private static TokenGrant Grant(ParseResult parsed)
    {
        if (parsed.GetValue(ReadOnly) && parsed.GetValue(Admin)) throw new UsageException("--read-only and --admin rule each other out.");
        var role = parsed.GetValue(ReadOnly) ? TokenRole.Read : parsed.GetValue(Admin) ? TokenRole.Admin : TokenRole.Write;
        var space = parsed.GetValue(Space);
        return new TokenGrant(Name("namespace", parsed.GetRequiredValue(Namespace)), role, space is null ? null : Name("space", space));
    }

    private static string Name(string what, string name) => NameRules.Fault(what, NameRules.Normalize(name)) is { } fault
        ? throw new UsageException($"There cannot be such a {what}: {fault}.")
        : NameRules.Normalize(name);

    private static TimeSpan Lifetime(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        var minutes = unit switch { 'm' => 1, 'h' => 60, 'd' => 24 * 60, _ => 0 };
        if (minutes > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && (long)count * minutes >= TokenTable.Shortest.TotalMinutes && (long)count * minutes <= TokenTable.Longest.TotalMinutes)
        {
            return TimeSpan.FromMinutes((double)count * minutes);
        }

        throw new UsageException($"{Expires.Name} takes 1 minute to 3650 days, written like 45m, 12h or 30d.");
    }

    private static string Word(TokenRole role) => role.ToString().ToLowerInvariant();

    /// <summary>A token as JSON.</summary>
    internal sealed record ShownToken(
        string Id, string Namespace, string? Space, string Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
        DateTimeOffset? RevokedAt)
    {
        /// <summary>The token itself, where it was just made.</summary>
        public string? Token { get; init; }

        public static ShownToken Of(IssuedToken token) => new(
            token.Id, token.Namespace, token.Space, Word(token.Role), token.CreatedAt, token.ExpiresAt, token.RevokedAt);
    }
}

/// <summary>What <c>token</c> prints as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenCommand.ShownToken))]
[JsonSerializable(typeof(TokenCommand.ShownToken[]))]
internal sealed partial class TokenJson : JsonSerializerContext;
