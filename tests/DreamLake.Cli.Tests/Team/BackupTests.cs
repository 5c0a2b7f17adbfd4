using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using DreamLake.Testing.Engines.S3;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>The commands of docs/deploy.md, "Backing up": a lake is put back from a dump, a copy of its bucket and its keys.</summary>
public sealed class BackupTests(PostgresFixture postgres, CephFixture ceph) : IClassFixture<PostgresFixture>, IClassFixture<CephFixture>
{
    private const string Episode = "alice@robotics:run-042";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lake_is_put_back_whole_from_its_backup()
    {
        Tools.RequireFfmpeg();
        var (dump, restore) = (Tool.Require("pg_dump", "postgresql"), Tool.Require("pg_restore", "postgresql"));
        var s3 = ceph.Engine.Endpoint;
        var rclone = S3Command.Rclone(s3);
        using var machine = new Machine();
        (await machine.RunLakeAsync("keys", Path.Combine(machine.Home, "keys.json"))).Ended(0);
        var database = await postgres.Engine.CreateDatabaseAsync(Cancel);
        var file = Path.Combine(machine.Home, "lake.dump");
        string token, listed;
        var samples = new[] { "narration.flac", "labels.jsonl", "captions.srt" }.Select(Machine.Sample).ToArray();
        await using (var lake = await OneProcessAsync(machine, database, "lake", s3))
        {
            token = (await machine.RunLakeAsync(
                "token", "create", "--namespace", "alice", "--settings", "lake.json")).Ended(0).Output.Trim();
            (await lake.Use(machine, token).RunAsync(["upload", .. samples, "--episode", Episode, "--wait", "ready"])).Ended(0);
            listed = (await machine.RunAsync("list", "--episode", Episode, "--json")).Ended(0).Output;
            await dump.RunAsync(["--format=custom", $"--file={file}", $"--dbname={Address(database)}"], Cancel);
            await rclone.RunAsync(Cancel, "copy", "--metadata", "lake:lake", "lake:backup");
            // What comes after the dump is in no table of it.
            (await machine.RunAsync("upload", Machine.Sample("captions.vtt"), "--episode", Episode)).Ended(0);
        }

        var restored = await postgres.Engine.CreateDatabaseAsync(Cancel);
        await restore.RunAsync(["--no-owner", "--exit-on-error", $"--dbname={Address(restored)}", file], Cancel);
        await rclone.RunAsync(Cancel, "copy", "--metadata", "lake:backup", "lake:restored");
        await using (var lake = await OneProcessAsync(machine, restored, "restored", s3))
        {
            lake.Use(machine, token);
            Assert.Equal(samples.Length, Stable(listed).Count());
            Assert.Equal(Stable(listed), Stable((await machine.RunAsync("list", "--episode", Episode, "--json")).Ended(0).Output));
            // Each file here is held against the lake's proof, after the lake has read its own copy again.
            (await machine.RunAsync(["verify", .. samples, "--episode", Episode, "--deep"])).Ended(0);
            var audio = (await machine.RunAsync("list", "--episode", Episode, "--type", "audio", "--json")).Ended(0).Output;
            var playlist = JsonNode.Parse(audio)!["playlistUrl"]!.ToString();
            using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            Assert.StartsWith("#EXTM3U", await http.GetStringAsync(new Uri(playlist), Cancel), StringComparison.Ordinal);
            (await machine.RunAsync("upload", Machine.Sample("captions.vtt"), "--episode", Episode, "--force")).Ended(0);
        }
    }

    private static async Task<RestoredLake> OneProcessAsync(Machine machine, string database, string bucket, S3Endpoint s3)
    {
        var (bss, server) = (FreePort.Next(), FreePort.Next());
        await File.WriteAllTextAsync(Path.Combine(machine.Home, "lake.json"), $$"""
            { "Database": "{{database}}", "KeysFile": "{{machine.Home}}/keys.json",
              "S3": { "Endpoint": "{{s3.Address}}", "AccessKey": "{{s3.AccessKey}}", "SecretKey": "{{s3.SecretKey}}", "Bucket": "{{bucket}}" },
              "Listen": { "Bss": "http://127.0.0.1:{{bss}}", "Server": "http://127.0.0.1:{{server}}" },
              "Lambda": { "WorkFolder": "{{machine.Home}}/work" } }
            """, Cancel);
        var process = machine.StartLake("run", "--role", "all", "--settings", "lake.json");
        await process.ReadToAsync("The lake runs");
        return new RestoredLake(process, bss, server);
    }

    /// <summary>A connection string as libpq's programs take it.</summary>
    private static string Address(string database)
    {
        var parts = database.Split(';').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        return $"postgresql://{parts["Username"]}@{parts["Host"]}:{parts["Port"]}/{parts["Database"]}";
    }

    /// <summary>A listing without its addresses, which are of the process that signed them.</summary>
    private static IEnumerable<string> Stable(string listed) => listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        var asset = JsonNode.Parse(line)!.AsObject();
        foreach (var name in asset.Where(field => field.Key.EndsWith("Url", StringComparison.Ordinal)).Select(field => field.Key).ToList())
            asset.Remove(name);
        return asset.ToJsonString();
    }).Order(StringComparer.Ordinal);

    private sealed record RestoredLake(Started Process, int Bss, int Server) : IAsyncDisposable
    {
        public Machine Use(Machine machine, string token) => machine.With("DREAMLAKE_BSS_URL", $"http://127.0.0.1:{Bss}")
            .With("DREAMLAKE_REMOTE", $"http://127.0.0.1:{Server}").With("DREAMLAKE_API_KEY", token);

        public async ValueTask DisposeAsync()
        {
            await Process.KillAsync();
            Process.Dispose();
        }
    }
}
