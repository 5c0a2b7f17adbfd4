using System.CommandLine;
using System.Text.Json;
using DreamLake.Protocol;

namespace DreamLake.Terminal.Tokens;

/// <summary><c>dreamlake token</c>, alike on the lake's machine and over the network.</summary>
/// <param name="choice">Makes, for each verb, its choice of the desk.</param>
internal sealed class TokenVerbs(Func<ITokenDeskChoice> choice)
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

        One that opens every namespace, as an admin of the whole lake (--namespace says whose it is):
          dreamlake-lake token create --settings /etc/dreamlake/lake.json --namespace ops --whole-lake

        Over the network, with an admin's token in DREAMLAKE_API_KEY:
          dreamlake token create --server-url http://lake.example:10334 --namespace alice

        A token is shown once. Revoked, it is refused within 5 s; addresses that were signed before
        (of parts, downloads and playlists) are good until they expire.
        """;

    private static readonly Option<string> Namespace = new("--namespace") { HelpName = "NAME", Required = true, Description =
        "The namespace that the token opens." };
    private static readonly Option<string?> Space = new("--space") { HelpName = "NAME", Description =
        "The one space that it opens. Default: all of the namespace." };
    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "List, play and download; change nothing." };
    private static readonly Option<bool> Admin = new("--admin") { Description = "Also what an admin of the namespace does." };
    private static readonly Option<bool> WholeLake = new("--whole-lake") { Description =
        "Open every namespace, as an admin; --namespace is then what addresses mean that name none." };
    private static readonly Option<string> Expires = new("--expires") { HelpName = "TIME", DefaultValueFactory = _ => "30d", Description =
        "How long it is good for: 45m, 12h or 30d; 1 minute to 3650 days." };
    private static readonly Argument<string> Id = new("ID") { Description = "The token's id, as 'token list' shows it." };

    /// <summary>The command.</summary>
    public Command Create() => new("token", "Gives out tokens of a lake, lists them and takes them back.")
    {
        CreateVerb(), ListVerb(), RevokeVerb(),
    };

    private Command CreateVerb()
    {
        var json = JsonOption();
        var command = new Command("create", "Makes a token and shows it, once.") 
        {
            Namespace, Space, ReadOnly, Admin, WholeLake, Expires, json,
        };
        AtDesk(command, (desk, parsed, cancellationToken) => CreateAsync(desk, parsed, parsed.GetValue(json), cancellationToken));
        return command;
    }

    private Command ListVerb()
    {
        var json = JsonOption();
        var command = new Command("list", "Lists the tokens that were given out and have not ended by themselves.") { json };
        AtDesk(command, (desk, parsed, cancellationToken) => ListAsync(desk, parsed.GetValue(json), cancellationToken));
        return command;
    }

    private Command RevokeVerb()
    {
        var command = new Command("revoke", "Takes a token back.") { Id };
        AtDesk(command, (desk, parsed, cancellationToken) => RevokeAsync(desk, parsed.GetRequiredValue(Id), cancellationToken));
        return command;
    }

    private void AtDesk(Command command, Func<ITokenDesk, ParseResult, CancellationToken, Task> work)
    {
        var desks = choice();
        foreach (var option in desks.Options) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) =>
            desks.UseAsync(parsed, desk => work(desk, parsed, cancellationToken), cancellationToken));
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    private static async Task CreateAsync(ITokenDesk desk, ParseResult parsed, bool json, CancellationToken cancellationToken)
    {
        var request = Request(parsed);
        var told = await desk.CreateAsync(request, cancellationToken);
        if (told.WholeLake != request.WholeLake)
        {
            await desk.RevokeAsync(told.Id, cancellationToken);
            throw new UsageException(
                "This lake is of a version that gives out no tokens of the whole lake: what it made was taken back.", ExitCode.NoLake);
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(told, ProtocolJson.Default.ToldToken));
            return;
        }

        // The token alone on standard output, so that a script can take it.
        Console.Error.WriteLine(
            $"dreamlake: token {told.Id} for {PlaceOf(told)}, {told.Role}, until {told.ExpiresAt:u}. It is shown this once.");
        Console.WriteLine(told.Token);
    }

    private static async Task ListAsync(ITokenDesk desk, bool json, CancellationToken cancellationToken)
    {
        var tokens = await desk.ListAsync(cancellationToken);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(tokens, ProtocolJson.Default.IReadOnlyListToldToken));
            return;
        }

        if (tokens.Count == 0) Console.Error.WriteLine("dreamlake: no token was given out.");
        foreach (var token in tokens)
        {
            var end = token.RevokedAt is { } at ? $"revoked {at:u}" : $"until {token.ExpiresAt:u}";
            Console.WriteLine($"{token.Id}  {token.Role,-5}  {end,-28}  {PlaceOf(token)}");
        }
    }

    private static async Task RevokeAsync(ITokenDesk desk, string id, CancellationToken cancellationToken)
    {
        if (!await desk.RevokeAsync(id, cancellationToken))
            throw new UsageException($"There is no token '{NameRules.Printable(id)}'. 'dreamlake token list' shows those that there are.");
        Console.WriteLine($"{id} is revoked. No service of the lake takes it from 5 s on.");
    }

    private static TokenRequest Request(ParseResult parsed)
    {
        if (parsed.GetValue(ReadOnly) && parsed.GetValue(Admin)) throw new UsageException("--read-only and --admin rule each other out.");
        var (isWholeLake, space) = (parsed.GetValue(WholeLake), parsed.GetValue(Space));
        if (isWholeLake && (space is not null || parsed.GetValue(ReadOnly)))
            throw new UsageException("--whole-lake makes an admin of all namespaces: it goes with neither --space nor --read-only.");
        var role = parsed.GetValue(ReadOnly) ? TokenRole.Read
            : parsed.GetValue(Admin) || isWholeLake ? TokenRole.Admin
            : TokenRole.Write;
        return new TokenRequest(
            PlaceName.Of("namespace", parsed.GetRequiredValue(Namespace)), space is null ? null : PlaceName.Of("space", space), role.Word(),
            (long)Lifetime(parsed.GetRequiredValue(Expires)).TotalSeconds)
        {
            WholeLake = isWholeLake ? true : null,
        };
    }

    private static TimeSpan Lifetime(string text)
    {
        if (TimeText.Minutes(text) is { } minutes
            && minutes >= TokenRequest.Shortest.TotalMinutes && minutes <= TokenRequest.Longest.TotalMinutes)
            return TimeSpan.FromMinutes((double)minutes);
        throw new UsageException($"{Expires.Name} takes 1 minute to 3650 days, written like 45m, 12h or 30d.");
    }

    private static string PlaceOf(ToldToken token) => token.WholeLake is true
        ? $"the whole lake ({NameRules.Printable(token.Namespace)}'s)"
        : NameRules.Printable(token.Space is null ? token.Namespace : $"{token.Namespace}@{token.Space}");
}
