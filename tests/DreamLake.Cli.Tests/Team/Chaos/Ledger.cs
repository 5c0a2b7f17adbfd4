using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;
using Xunit;

namespace DreamLake.Cli.Tests.Team.Chaos;

/// <summary>What clients were told, to be held against what is there.</summary>
/// <param name="sent">The content of each file, by client and name.</param>
internal sealed class Ledger(Dictionary<(int Client, string Name), byte[]> sent)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<(int Client, string Name), string> _told = new();

    /// <summary>A client was told that a file is stored, and perhaps as what.</summary>
    public void Told(int client, string name, string? asset)
    {
        Assert.True(sent.ContainsKey((client, name)), $"A client was told of '{name}', which it did not send.");
        if (asset is null) _told.TryAdd((client, name), "");
        else if (_told.TryGetValue((client, name), out var before) && before.Length > 0) Assert.Equal(before, asset);
        else _told[(client, name)] = asset;
    }

    /// <summary>Everything told stored is there, byte for byte, registered once, proven and split once; and nothing else is.</summary>
    public async Task HoldAgainstAsync(TeamLake lake, string token, string database, CancellationToken cancellationToken)
    {
        Assert.Equal(sent.Keys.Order(), _told.Keys.Order());
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        var assets = await SettledAsync(http, lake, cancellationToken);
        // All versions are listed: one that was registered twice would be there twice.
        Assert.Equal(sent.Keys.Order(), assets.Select(asset => asset.Key).Order());
        using var plain = new HttpClient();
        foreach (var ((client, name), type, asset) in assets)
        {
            var (bytes, told) = (sent[(client, name)], _told[(client, name)]);
            if (told.Length > 0) Assert.Equal(told, asset["id"]!.ToString());
            Assert.Equal(("ready", ""), (asset["status"]!.ToString(), asset["statusReason"]?.ToString() ?? ""));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), asset["verified"]!["sha256"]!.ToString());
            var url = JsonNode.Parse(await http.GetStringAsync(
                new Uri(lake.Server, $"/assets/{type}/download?{Place(client)}&path={name}"), cancellationToken))!["url"]!.ToString();
            Assert.Equal(bytes, await plain.GetByteArrayAsync(new Uri(url), cancellationToken));
        }

        await AssertSplitOnceAsync(database, assets, cancellationToken);
    }

    /// <summary>The listing, once the lake is through with all that it was sent.</summary>
    private async Task<List<((int Client, string Name) Key, string Type, JsonNode Asset)>> SettledAsync(
        HttpClient http, TeamLake lake, CancellationToken cancellationToken)
    {
        while (true)
        {
            var assets = new List<((int, string), string, JsonNode)>();
            foreach (var client in sent.Keys.Select(key => key.Client).Distinct())
            {
                foreach (var type in new[] { "video", "audio", "label-track", "text-track" })
                {
                    var listed = JsonNode.Parse(await http.GetStringAsync(
                        new Uri(lake.Server, $"/assets/{type}?{Place(client)}&allVersions=true"), cancellationToken))!.AsArray();
                    assets.AddRange(listed.Select(asset => ((client, asset!["name"]!.ToString()), type, asset!)));
                }
            }

            if (assets.TrueForAll(HasEnded)) return assets;
            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private static bool HasEnded(((int Client, string Name) Key, string Type, JsonNode Asset) asset) =>
        asset.Asset["status"]?.ToString() is "ready" or "failed" or "rejected" or "damaged";

    /// <summary>A job for each asset that is registered, all of them over, and none of them given up and begun anew.</summary>
    private static async Task AssertSplitOnceAsync(
        string database, List<((int Client, string Name) Key, string Type, JsonNode Asset)> assets, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""SELECT "MediaId", "State" FROM "jobs" """, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = new Dictionary<string, string>();
        while (await rows.ReadAsync(cancellationToken)) jobs.Add(rows.GetString(0), rows.GetString(1));
        Assert.Equal(
            assets.Select(asset => asset.Asset["bssId"]!.ToString()).Order(StringComparer.Ordinal),
            jobs.Keys.Order(StringComparer.Ordinal));
        Assert.All(jobs.Values, state => Assert.Equal("Done", state));
    }

    private static string Place(int client) =>
        string.Create(CultureInfo.InvariantCulture, $"namespace=alice&space=robotics&episode=chaos-{client}");
}
