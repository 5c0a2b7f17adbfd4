using System.Collections.Concurrent;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;

namespace DreamLake.Cli.Tests.Team.Chaos;

/// <summary>
/// What befalls a team's lake, as a seed draws it: on its processes one blow after another, and meanwhile on its engines, so that a process
/// is started also while PostgreSQL or the gateway is away.
/// </summary>
internal sealed class Weather(TeamLake lake, PostgresServer postgres, CephGateway ceph, int seed)
{
    // Of ten blows two fall on an engine.
    private const int EngineShare = 5;
    private readonly ConcurrentDictionary<string, int> _blows = new();

    /// <summary>How often each kind of blow fell.</summary>
    public string Told => string.Join(", ", _blows.OrderBy(blow => blow.Key).Select(blow => $"{blow.Key} {blow.Value}"));

    /// <summary>So many blows; after the last all runs again.</summary>
    public Task BlowAsync(int blows, CancellationToken cancellationToken)
    {
        var onEngines = blows / EngineShare;
        return Task.WhenAll(
            BlowAsync(blows - onEngines, new Random(seed), OnProcessAsync, cancellationToken),
            BlowAsync(onEngines, new Random(seed + 1), OnEngineAsync, cancellationToken));
    }

    private static async Task BlowAsync(
        int blows, Random random, Func<Random, CancellationToken, Task> blowAsync, CancellationToken cancellationToken)
    {
        for (var blow = 0; blow < blows; blow++)
        {
            await Task.Delay(Between(random, 200, 1500), cancellationToken);
            await blowAsync(random, cancellationToken);
        }
    }

    private Task OnProcessAsync(Random random, CancellationToken cancellationToken)
    {
        var names = lake.Names.Order(StringComparer.Ordinal).ToList();
        var name = names[random.Next(names.Count)];
        return random.Next(8) switch
        {
            0 => StarveAsync(name, cancellationToken),
            1 or 2 or 3 => StopAsync(name, random, cancellationToken),
            _ => KillAsync(name, random, cancellationToken),
        };
    }

    private Task OnEngineAsync(Random random, CancellationToken cancellationToken) =>
        random.Next(2) == 0 ? PostgresAsync(random, cancellationToken) : GatewayAsync(random, cancellationToken);

    private async Task KillAsync(string name, Random random, CancellationToken cancellationToken)
    {
        Note("killed");
        await lake.KillAsync(name);
        await Task.Delay(Between(random, 0, 1500), cancellationToken);
        await lake.RestartAsync(name);
    }

    /// <summary>SIGSTOP: it holds its connections and answers nothing.</summary>
    private async Task StopAsync(string name, Random random, CancellationToken cancellationToken)
    {
        Note("stopped");
        lake.Suspend(name);
        await Task.Delay(Between(random, 1000, 5000), cancellationToken);
        lake.Continue(name);
    }

    /// <summary>A tenth of the processor for some seconds.</summary>
    private async Task StarveAsync(string name, CancellationToken cancellationToken)
    {
        Note("starved");
        for (var turn = 0; turn < 15; turn++)
        {
            lake.Suspend(name);
            await Task.Delay(180, cancellationToken);
            lake.Continue(name);
            await Task.Delay(20, cancellationToken);
        }
    }

    private async Task PostgresAsync(Random random, CancellationToken cancellationToken)
    {
        Note("PostgreSQL stopped hard");
        await postgres.KillAsync();
        await Task.Delay(Between(random, 500, 3000), cancellationToken);
        await postgres.RestartAsync(cancellationToken);
    }

    private async Task GatewayAsync(Random random, CancellationToken cancellationToken)
    {
        Note("RGW killed");
        await ceph.KillGatewayAsync();
        await Task.Delay(Between(random, 500, 4000), cancellationToken);
        await ceph.RestartGatewayAsync(cancellationToken);
    }

    private static TimeSpan Between(Random random, int least, int most) => TimeSpan.FromMilliseconds(random.Next(least, most));

    private void Note(string blow) => _blows.AddOrUpdate(blow, 1, (_, count) => count + 1);
}
