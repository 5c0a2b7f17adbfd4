using System.Collections.Concurrent;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;

namespace DreamLake.Cli.Tests.Team.Chaos;

/// <summary>What befalls a team's lake, one blow after another, as a seed draws them.</summary>
internal sealed class Weather(TeamLake lake, PostgresServer postgres, CephGateway ceph, Random random)
{
    private readonly ConcurrentDictionary<string, int> _blows = new();

    /// <summary>How often each kind of blow fell.</summary>
    public string Told => string.Join(", ", _blows.OrderBy(blow => blow.Key).Select(blow => $"{blow.Key} {blow.Value}"));

    /// <summary>So many blows; after the last all runs again.</summary>
    public async Task BlowAsync(int blows, CancellationToken cancellationToken)
    {
        for (var blow = 0; blow < blows; blow++)
        {
            await Task.Delay(Between(200, 1500), cancellationToken);
            await OneAsync(cancellationToken);
        }
    }

    private Task OneAsync(CancellationToken cancellationToken)
    {
        var names = lake.Names.ToList();
        var name = names[random.Next(names.Count)];
        return random.Next(10) switch
        {
            0 => PostgresAsync(cancellationToken),
            1 => GatewayAsync(cancellationToken),
            2 => StarveAsync(name, cancellationToken),
            3 or 4 or 5 => StopAsync(name, cancellationToken),
            _ => KillAsync(name, cancellationToken),
        };
    }

    private async Task KillAsync(string name, CancellationToken cancellationToken)
    {
        Note("killed");
        await lake.KillAsync(name);
        await Task.Delay(Between(0, 1500), cancellationToken);
        await lake.RestartAsync(name);
    }

    /// <summary>SIGSTOP: it holds its connections and answers nothing.</summary>
    private async Task StopAsync(string name, CancellationToken cancellationToken)
    {
        Note("stopped");
        lake.Suspend(name);
        await Task.Delay(Between(1000, 5000), cancellationToken);
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

    private async Task PostgresAsync(CancellationToken cancellationToken)
    {
        Note("PostgreSQL stopped hard");
        await postgres.KillAsync();
        await Task.Delay(Between(500, 3000), cancellationToken);
        await postgres.RestartAsync(cancellationToken);
    }

    private async Task GatewayAsync(CancellationToken cancellationToken)
    {
        Note("RGW killed");
        await ceph.KillGatewayAsync();
        await Task.Delay(Between(500, 4000), cancellationToken);
        await ceph.RestartGatewayAsync(cancellationToken);
    }

    private TimeSpan Between(int least, int most) => TimeSpan.FromMilliseconds(random.Next(least, most));

    private void Note(string blow) => _blows.AddOrUpdate(blow, 1, (_, count) => count + 1);
}
