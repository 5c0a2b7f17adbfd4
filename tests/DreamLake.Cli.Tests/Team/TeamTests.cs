using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>
/// A lake of seven processes on PostgreSQL and Ceph, while processes of it are killed and started again: a ledger of what the client was
/// told against what is there.
/// </summary>
public sealed class TeamTests(PostgresFixture postgres, CephFixture ceph) : IClassFixture<PostgresFixture>, IClassFixture<CephFixture>
{
    private const int Files = 16;

    [Fact]
    public async Task What_was_told_stored_is_there_once_while_processes_are_killed()
    {
        using var machine = new Machine();
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var lake = await TeamLake.StartAsync(machine, database, ceph.Engine.Endpoint);
        var token = await lake.TokenAsync("alice");
        machine.With("DREAMLAKE_BSS_URL", lake.Bss.AbsoluteUri).With("DREAMLAKE_REMOTE", lake.Server.AbsoluteUri)
            .With("DREAMLAKE_API_KEY", token);
        var sent = MakeFiles(machine);

        var killing = KillInTurnAsync(lake);
        var reports = await UploadAsync(machine, runs: 4);
        await killing;
        // One more run with all of them up: nothing is left over.
        if (reports.Count < Files) foreach (var report in await UploadAsync(machine, runs: 2)) reports.TryAdd(report.Key, report.Value);

        Assert.Equal(Files, reports.Count);
        await AssertLedgerAsync(lake, token, sent, reports);
    }

    /// <summary>Files of all types: text and labels are real, and what is split is real as well.</summary>
    private static Dictionary<string, byte[]> MakeFiles(Machine machine)
    {
        string[] samples = ["run01.mp4", "narration.flac", "labels.jsonl", "captions.srt"];
        var sent = new Dictionary<string, byte[]>();
        Directory.CreateDirectory(Path.Combine(machine.Home, "in"));
        for (var i = 0; i < Files; i++)
        {
            var sample = samples[i % samples.Length];
            var name = $"{i:00}{Path.GetExtension(sample)}";
            // The same content under several names, and in two of four types a content of its own.
            byte[] bytes = [.. File.ReadAllBytes(Machine.Sample(sample)), .. sample.EndsWith(".srt", StringComparison.Ordinal)
                ? new byte[i].Select(_ => (byte)'\n') : []];
            File.WriteAllBytes(Path.Combine(machine.Home, "in", name), bytes);
            sent.Add("/" + name, bytes);
        }

        return sent;
    }

    /// <summary>Two of a kind are never down at once: that is what there are two for.</summary>
    private static async Task KillInTurnAsync(TeamLake lake)
    {
        string[] turns = ["bss-0", "lambda-1", "server-1", "bss-1", "lambda-0", "server-0", "lambda-2"];
        foreach (var name in turns)
        {
            await lake.KillAsync(name);
            await lake.RestartAsync(name);
        }
    }

    /// <summary>Runs the same command until all is stored, as a person would; answers each file's report by name.</summary>
    private static async Task<Dictionary<string, JsonNode>> UploadAsync(Machine machine, int runs)
    {
        var reports = new Dictionary<string, JsonNode>();
        for (var run = 0; run < runs; run++)
        {
            var ended = await machine.RunAsync("upload", "in", "--episode", "alice@robotics:team", "--wait", "ready", "--json");
            foreach (var line in ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var report = JsonNode.Parse(line)!;
                if (report["outcome"]?.ToString() is "stored" or "alreadyStored") reports[report["name"]!.ToString()] = report;
            }

            if (ended.ExitCode == 0) break;
        }

        return reports;
    }

    private static async Task AssertLedgerAsync(
        TeamLake lake, string token, Dictionary<string, byte[]> sent, Dictionary<string, JsonNode> reports)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var plain = new HttpClient();
        (string Type, string Extension)[] kinds =
            [("video", ".mp4"), ("audio", ".flac"), ("label-track", ".jsonl"), ("text-track", ".srt")];
        foreach (var (type, extension) in kinds)
        {
            const string Place = "namespace=alice&space=robotics&episode=team";
            var text = await http.GetStringAsync(new Uri(lake.Server, $"/assets/{type}?{Place}"));
            var listed = JsonNode.Parse(text)!.AsArray();
            Assert.Equal(
                sent.Keys.Where(name => name.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                listed.Select(asset => asset!["name"]!.ToString()).Order(StringComparer.Ordinal));
            foreach (var asset in listed)
            {
                var name = asset!["name"]!.ToString();
                Assert.Equal(reports[name]["assetId"]!.ToString(), asset["id"]!.ToString());
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent[name])), asset["verified"]!["sha256"]!.ToString());
                Assert.Equal("ready", asset["status"]!.ToString());
                var url = JsonNode.Parse(await http.GetStringAsync(new Uri(lake.Server, $"/assets/{type}/download?{Place}&path={name}")))!;
                Assert.Equal(sent[name], await plain.GetByteArrayAsync(new Uri(url["url"]!.ToString())));
            }
        }
    }
}
