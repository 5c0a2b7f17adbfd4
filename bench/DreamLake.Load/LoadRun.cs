using System.Diagnostics;
using DreamLake.Load.Lake;
using DreamLake.Load.Measuring;
using DreamLake.Load.Registering;

namespace DreamLake.Load;

/// <summary>One load: a lake is made, is given files for so long, and what it took is told.</summary>
internal static class LoadRun
{
    public static async Task MeasureAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        await using var lake = await TeamLake.StartAsync(options, cancellationToken);
        await using var counters = await DatabaseCounters.OpenAsync(lake.Database, cancellationToken);
        var times = new CallTimes();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = new List<Task>();
        var registrars = new List<Registrar>();
        for (var client = 0; client < options.Clients; client++)
        {
            var registrar = new Registrar(options, lake, await lake.TokenAsync($"team{client}", cancellationToken), $"team{client}", times);
            registrars.Add(registrar);
            work.Add(registrar.RunAsync(over.Token));
        }

        await Task.Delay(TimeSpan.FromSeconds(options.WarmUp), TimeProvider.System, cancellationToken);
        await counters.ResetAsync(cancellationToken);
        times.Clear();
        var (before, watch) = (await Sample.TakeAsync(lake, counters, cancellationToken), Stopwatch.StartNew());
        var done = registrars.Sum(registrar => registrar.Done);
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), TimeProvider.System, cancellationToken);
        var (after, seconds) = (await Sample.TakeAsync(lake, counters, cancellationToken), watch.Elapsed.TotalSeconds);
        var registered = registrars.Sum(registrar => registrar.Done) - done;
        var calls = times.Take();
        var statements = await counters.CostliestAsync(options.Shown, cancellationToken);
        await over.CancelAsync();
        await Task.WhenAll(work);
        LoadReport.Write(options, new LoadFigures(registered, seconds, calls, before, after, statements));
    }
}
