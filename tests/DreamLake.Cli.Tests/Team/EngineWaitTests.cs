using System.Net;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A process of a lake that starts before its database and its bucket: it waits, says for what, and goes on by itself.</summary>
public sealed class EngineWaitTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lake_that_starts_first_says_what_is_missing_and_runs_once_that_is_there()
    {
        using var machine = new Machine();
        var database = await postgres.Engine.CreateDatabaseAsync(Cancel);
        await postgres.Engine.KillAsync();
        var (pool, bss, server) = (Address(), Address(), Address());
        (await machine.RunLakeAsync("keys", Path.Combine(machine.Home, "keys.json"))).Ended(0);
        await File.WriteAllTextAsync(Path.Combine(machine.Home, "appsettings.json"), $$"""
            { "Database": "{{database}}", "KeysFile": "{{machine.Home}}/keys.json", "Pool": { "Folder": "{{machine.Home}}/pool" },
              "S3": { "Endpoint": "{{pool}}", "AccessKey": "AAAAAAAAAAAAAAAAAAAA", "SecretKey": "BBBBBBBBBBBBBBBBBBBB" },
              "Listen": { "Pool": "{{pool}}", "Bss": "{{bss}}", "Server": "{{server}}" },
              "Lambda": { "WorkFolder": "{{machine.Home}}/work" } }
            """, Cancel);
        using var lake = machine.StartLake("run", "--role", "all");
        await lake.ErrorHasAsync("waits for the database of BSS, the database of the Lambda, the database of DreamLake Server, "
            + "the database of tokens, the bucket");

        using var http = new HttpClient();
        foreach (var service in new[] { bss, server })
        {
            using var alive = await http.GetAsync(new Uri(service, "/healthz"), Cancel);
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
            Assert.Contains("database of BSS", await MissingAsync(http, service));
            Assert.Contains("bucket", await MissingAsync(http, service));
            using var other = await http.GetAsync(new Uri(service, "/episodes"), Cancel);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, 5), (other.StatusCode, other.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        }

        await postgres.Engine.RestartAsync(Cancel);
        await lake.ErrorHasAsync("waits for the bucket (");
        using var s3 = machine.StartLake("run", "--role", "pool");
        await lake.ReadToAsync("The lake runs");
        Assert.Empty(await MissingAsync(http, bss));

        var token = (await machine.RunLakeAsync("token", "create", "--namespace", "alice", "--settings", "appsettings.json")).Ended(0);
        machine.With("DREAMLAKE_BSS_URL", bss.AbsoluteUri).With("DREAMLAKE_REMOTE", server.AbsoluteUri)
            .With("DREAMLAKE_API_KEY", token.Output.Trim());
        (await machine.RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", "alice@robotics")).Ended(0);
        Assert.DoesNotContain("BBBBBBBB", lake.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_will_never_let_it_in_ends_it()
    {
        using var machine = new Machine();
        (await machine.RunLakeAsync("keys", Path.Combine(machine.Home, "keys.json"))).Ended(0);
        var database = postgres.Engine.ConnectionString.Replace("=postgres", "=nobody;Password=hush", StringComparison.Ordinal);
        var run = await machine.RunLakeAsync(
            "run", "--role", "server", $"--KeysFile={machine.Home}/keys.json", "--Server:BssUrl=http://localhost:1",
            $"--Database={database};Database=x");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("The lake cannot start", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error + run.Output, StringComparison.Ordinal);
    }

    private static async Task<List<string>> MissingAsync(HttpClient http, Uri service)
    {
        using var answer = await http.GetAsync(new Uri(service, "/readyz"), Cancel);
        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        return [.. told["notReached"]?.AsArray().Select(name => name!.ToString()) ?? []];
    }

    private static Uri Address() => new($"http://127.0.0.1:{FreePort.Next()}");
}
