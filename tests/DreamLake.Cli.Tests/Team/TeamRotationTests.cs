using System.Net;
using System.Net.Http.Headers;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>The keys of a team's lake are rotated while it is used: every process follows, and no upload fails for it.</summary>
public sealed class TeamRotationTests(PostgresFixture postgres, CephFixture ceph)
    : IClassFixture<PostgresFixture>, IClassFixture<CephFixture>
{
    // Each call is a connection of its own, which the proxy gives to the next process: so many ask each of the two twice.
    private const int Calls = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_process_follows_a_rotation_and_a_retirement_while_files_are_uploaded()
    {
        using var machine = new Machine();
        var database = await postgres.Engine.CreateDatabaseAsync(Cancel);
        await using var lake = await TeamLake.StartAsync(machine, database, ceph.Engine.Endpoint, "rotation");
        var before = await lake.TokenAsync("alice");
        await UploadAsync(machine, lake, before, "captions.srt");

        var rotated = (await lake.AdminAsync("keys", "rotate")).Output.Trim();
        // Until the new keys sign, in the overlap and after it, both tokens open every process.
        await UploadAsync(machine, lake, before, "captions.vtt");
        string listed;
        do
        {
            Assert.All(await AskAsync(lake, before), status => Assert.Equal(HttpStatusCode.OK, status));
            listed = (await lake.AdminAsync("keys", "list")).Output;
        }
        while (!listed.Split('\n').Any(line => line.StartsWith(rotated, StringComparison.Ordinal)
            && line.Contains("signs", StringComparison.Ordinal)));
        var after = await lake.TokenAsync("alice");
        Assert.All(await AskAsync(lake, before), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.All(await AskAsync(lake, after), status => Assert.Equal(HttpStatusCode.OK, status));
        await UploadAsync(machine, lake, before, "labels.jsonl");

        await lake.AdminAsync("keys", "retire", "first");
        var retired = TimeProvider.System.GetTimestamp();
        while ((await AskAsync(lake, before)).Any(status => status != HttpStatusCode.Unauthorized))
            Assert.True(TimeProvider.System.GetElapsedTime(retired) < TimeSpan.FromSeconds(5), "A retired key counts after 5 s.");
        Assert.All(await AskAsync(lake, after), status => Assert.Equal(HttpStatusCode.OK, status));
        await UploadAsync(machine, lake, after, "labels.jsonl", "--force");
    }

    private static async Task UploadAsync(Machine machine, TeamLake lake, string token, string sample, params string[] more)
    {
        machine.With("DREAMLAKE_BSS_URL", lake.Bss.AbsoluteUri).With("DREAMLAKE_REMOTE", lake.Server.AbsoluteUri)
            .With("DREAMLAKE_API_KEY", token);
        (await machine.RunAsync(["upload", Machine.Sample(sample), "--episode", "alice@robotics", .. more])).Ended(0);
    }

    private static async Task<List<HttpStatusCode>> AskAsync(TeamLake lake, string token)
    {
        var answers = new List<HttpStatusCode>();
        foreach (var address in new[] { new Uri(lake.Bss, "/videos/status?ids=x"), new Uri(lake.Server, "/episodes") })
        {
            for (var call = 0; call < Calls; call++)
            {
                using var http = new HttpClient();
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await http.GetAsync(address, Cancel);
                answers.Add(answer.StatusCode);
            }
        }

        return answers;
    }
}
