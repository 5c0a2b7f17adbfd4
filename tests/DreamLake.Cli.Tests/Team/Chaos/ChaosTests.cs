using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team.Chaos;

/// <summary>
/// A lake of seven processes on PostgreSQL and Ceph, while its processes and its engines are killed, stopped, starved and started again:
/// a ledger of what the clients were told against what is there.
/// </summary>
public sealed class ChaosTests(PostgresFixture postgres, CephFixture ceph) : IClassFixture<PostgresFixture>, IClassFixture<CephFixture>
{
    private const int Clients = 4;
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(20);

    // 200 take minutes on two cores.
    private static int Files => TestSize.IsFull ? 200 : 16;

    private static int Blows => TestSize.IsFull ? 60 : 6;

    [Fact]
    public async Task What_was_told_stored_is_there_once_whatever_befell_the_lake()
    {
        Tools.RequireFfmpeg();
        var seed = TestSize.Seed(20261130);
        TestContext.Current.TestOutputHelper?.WriteLine($"DREAMLAKE_TEST_SEED={seed}");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(LongestRun);
        using var machine = new Machine();
        var database = await postgres.Engine.CreateDatabaseAsync(deadline.Token);
        await using var lake = await TeamLake.StartAsync(machine, database, ceph.Engine.Endpoint);
        var token = await lake.TokenAsync("alice");
        machine.With("DREAMLAKE_BSS_URL", lake.Bss.AbsoluteUri).With("DREAMLAKE_REMOTE", lake.Server.AbsoluteUri)
            .With("DREAMLAKE_API_KEY", token);
        var ledger = new Ledger(await ChaosFiles.MakeAsync(machine, Files, Clients));

        var weather = new Weather(lake, postgres.Engine, ceph.Engine, seed);
        var storm = weather.BlowAsync(Blows, deadline.Token);
        var clients = Enumerable.Range(0, Clients)
            .Select(number => new ChaosClient(machine, ledger, number, new Random(seed + number)).RunAsync(storm, deadline.Token));
        await Task.WhenAll(clients.Append(storm));

        Assert.Empty(lake.EndedByThemselves);
        await ledger.HoldAgainstAsync(lake, token, database, deadline.Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Files} uploads, {weather.Told}");
    }
}
