using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Hosting.Keys;
using DreamLake.Protocol;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake-lake keys rotate | list | retire</c>: new keys for tokens and signed addresses, and the end of old ones.</summary>
internal static class KeyRotation
{
    private static readonly Argument<string> Id = new("ID") { Description = "The keys' id, as 'keys list' shows it." };
    private static readonly Option<bool> Retire = new("--retire") { Description =
        "Retire all older keys at once, as after a leak: every token and address that they signed is refused within 5 s." };

    /// <summary>The verbs.</summary>
    public static IEnumerable<Command> Verbs() => [RotateVerb(), ListVerb(), RetireVerb()];

    private static Command RotateVerb()
    {
        var lake = new AdminLake();
        var command = new Command("rotate", "Makes new keys that sign from now on; older ones verify until they are retired.")
        {
            Retire, lake.Folder, lake.SettingsFile,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync<KeyTable>(parsed, table =>
            RotateAsync(table, parsed.GetValue(Retire), cancellationToken), cancellationToken));
        return command;
    }

    private static Command ListVerb()
    {
        var (lake, json) = (new AdminLake(), new Option<bool>("--json") { Description = "Print JSON." });
        var command = new Command("list", "Lists the keys by their ids, and which of them sign, verify or are retired.")
        {
            lake.Folder, lake.SettingsFile, json,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync<KeyTable>(parsed, table =>
            ListAsync(table, parsed.GetValue(json), cancellationToken), cancellationToken));
        return command;
    }

    private static Command RetireVerb()
    {
        var lake = new AdminLake();
        var command = new Command("retire", "Retires keys: what they signed is refused within 5 s.") { Id, lake.Folder, lake.SettingsFile };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync<KeyTable>(parsed, table =>
            RetireAsync(table, parsed.GetRequiredValue(Id), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task RotateAsync(KeyTable table, bool retiresOlder, CancellationToken cancellationToken)
    {
        var made = await table.RotateAsync(retiresOlder, cancellationToken);
        Console.WriteLine(made.Id);
        Console.Error.WriteLine(retiresOlder
            ? $"dreamlake-lake: keys {made.Id} sign from now on. All older ones are retired: the tokens and addresses that they signed are "
                + "refused within 5 s. Give out new tokens."
            : $"dreamlake-lake: keys {made.Id} sign from {made.SignsFrom:u} on, by when every process knows them. What older ones "
                + "signed is good until they are retired: 'dreamlake-lake keys list' shows them, 'keys retire ID' retires one.");
    }

    private static async Task ListAsync(KeyTable table, bool json, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var keys = await table.ListAsync(cancellationToken);
        var signing = keys.FirstOrDefault(key => key.RetiredAt is null && key.SignsFrom <= now)
            ?? keys.LastOrDefault(key => key.RetiredAt is null);
        var shown = keys.Select(key => new ShownKey(key, key.RetiredAt is not null ? "retired" : key == signing ? "signs" : "verifies"))
            .ToArray();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(shown, KeysJson.Default.ShownKeyArray));
            return;
        }

        foreach (var key in shown)
        {
            var made = key.CreatedAt is { } at ? $"made {at:u}" : "of keys.json";
            Console.WriteLine($"{key.Id,-8}  {key.State,-8}  {made,-25}{(key.RetiredAt is { } end ? $"  retired {end:u}" : "")}");
        }
    }

    private static async Task RetireAsync(KeyTable table, string id, CancellationToken cancellationToken)
    {
        var fault = await table.RetireAsync(id, cancellationToken) switch
        {
            Retirement.NoSuchKey =>
                $"There are no keys '{NameRules.Printable(id)}' that verify: 'dreamlake-lake keys list' shows those that there are.",
            Retirement.LastKey =>
                $"{id} are the only keys that sign. Nothing was changed: 'dreamlake-lake keys rotate' makes others first.",
            _ => null,
        };
        if (fault is not null) throw new UsageException(fault);
        Console.WriteLine($"{id} are retired. What they signed, tokens and addresses, is refused within 5 s.");
    }

    /// <summary>Keys as JSON.</summary>
    internal sealed record ShownKey(
        string Id, string State, DateTimeOffset? CreatedAt, DateTimeOffset? SignsFrom, DateTimeOffset? RetiredAt)
    {
        public ShownKey(KnownKey key, string state) : this(
            key.Id, state, key.Id == KeyTable.FirstId ? null : key.CreatedAt, key.Id == KeyTable.FirstId ? null : key.SignsFrom,
            key.RetiredAt)
        {
        }
    }
}

/// <summary>What <c>keys list</c> prints as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyRotation.ShownKey[]))]
internal sealed partial class KeysJson : JsonSerializerContext;
