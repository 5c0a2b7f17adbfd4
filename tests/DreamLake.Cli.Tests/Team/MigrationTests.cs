using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A lake in a folder, and one of version 0.1, moved to PostgreSQL: what was there is there, and goes on.</summary>
public sealed class MigrationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Place = "namespace=alice&space=robotics&episode=run-042";

    [Fact]
    public async Task A_lake_of_version_01_is_copied_whole_and_served_from_there()
    {
        using var machine = new Machine();
        var folder = Path.Combine(machine.Home, ".dreamlake", "lake");
        Copy(Path.Combine(AppContext.BaseDirectory, "Lake-0.1"), folder);
        var database = await postgres.Engine.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        string before, token;
        await using (var old = await ServingLake.StartAsync(machine))
        {
            (before, token) = ((await old.GetAsync($"/assets/video?{Place}")).ToJsonString(), old.Token);
            Assert.Contains("Stop it first", (await machine.RunLakeAsync("migrate", "--to", database)).Error, StringComparison.Ordinal);
        }

        var copied = (await machine.RunLakeAsync("migrate", "--to", database)).Ended(0);
        Assert.Contains("rows are copied", copied.Output, StringComparison.Ordinal);
        // A second time the target is not empty.
        Assert.Contains("holds rows already", (await machine.RunLakeAsync("migrate", "--to", database)).Error, StringComparison.Ordinal);

        var (pool, bss, server) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "keys.json"), TestContext.Current.CancellationToken))!;
        using var lake = machine.StartLake(
            "run", "--role", "all,pool", $"--Database={database}", $"--KeysFile={Path.Combine(folder, "keys.json")}",
            $"--Pool:Folder={Path.Combine(folder, "pool")}", $"--S3:AccessKey={keys["poolAccessKey"]}",
            $"--S3:SecretKey={keys["poolSecretKey"]}", $"--Listen:Pool=http://127.0.0.1:{pool}", $"--Listen:Bss=http://127.0.0.1:{bss}",
            $"--Listen:Server=http://127.0.0.1:{server}", $"--Lambda:WorkFolder={Path.Combine(machine.Home, "work")}");
        await lake.ReadToAsync("The lake runs");
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        var listed = JsonNode.Parse(await GetAsync(http, server, $"/assets/video?{Place}"))!.AsArray();
        var (was, now) = (JsonNode.Parse(before)!.AsArray().Single()!, listed.Single()!);
        foreach (var field in new[] { "id", "name", "createdAt", "bssId", "sha256", "size" })
            Assert.Equal(was[field]?.ToString(), now[field]?.ToString());
        var url = JsonNode.Parse(await GetAsync(http, server, $"/assets/video/download?{Place}&path={now["name"]}"))!["url"]!.ToString();
        using var plain = new HttpClient();
        var bytes = await plain.GetByteArrayAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.Equal(now["sha256"]!.ToString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));

        // Numbers go on behind those that came over.
        machine.With("DREAMLAKE_BSS_URL", $"http://127.0.0.1:{bss}").With("DREAMLAKE_REMOTE", $"http://127.0.0.1:{server}")
            .With("DREAMLAKE_API_KEY", token);
        (await machine.RunAsync("upload", Machine.Sample("captions.srt"), "--episode", "alice@robotics:run-043")).Ended(0);
        await lake.KillAsync();
    }

    private static Task<string> GetAsync(HttpClient http, int port, string path) =>
        http.GetStringAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
