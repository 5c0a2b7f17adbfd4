using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>What a team's lake stands on.</summary>
internal sealed record TeamEngines(PostgresServer Postgres, CephGateway Ceph)
{
    private static readonly Lazy<Task<TeamEngines>> Shared = new(StartAsync);

    /// <summary>Whether the suites are to meet a team's lake in place of one person's: <c>DREAMLAKE_TEST_LAKE=team</c>.</summary>
    public static bool AreAsked => Environment.GetEnvironmentVariable("DREAMLAKE_TEST_LAKE") == "team";

    /// <summary>One pair for all tests of this process, with which it ends.</summary>
    public static Task<TeamEngines> SharedAsync()
    {
        if ((PostgresServer.Missing ?? CephGateway.Missing) is { } missing) Assert.Skip(missing);
        return Shared.Value;
    }

    private static async Task<TeamEngines> StartAsync() =>
        new(await PostgresServer.StartAsync(CancellationToken.None), await CephGateway.StartAsync(CancellationToken.None));
}
