using DreamLake.Lambda.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Work;

/// <summary>Takes jobs and runs them, as many at a time as the options say, for as long as the host runs.</summary>
internal sealed class JobWorker(
    JobClaims claims, JobRun run, JobSignal bell, LambdaOptions options, TimeProvider time, ILogger<JobWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var space = WorkSpace.Open(options.WorkFolder);
        await GuardAsync(() => space.SweepAsync(worker => claims.ReleaseAsync(worker, stoppingToken)), stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(space, stoppingToken)));
    }

    private async Task WorkAsync(WorkSpace space, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested) await GuardAsync(() => NextAsync(space, stopping), stopping);
    }

    private async Task NextAsync(WorkSpace space, CancellationToken stopping)
    {
        if (!SplitTools.AreInstalled(options.ToolFolder))
        {
            await bell.WaitAsync(options.ToolCheckInterval, time, stopping);
            return;
        }

        await claims.ReleaseExpiredAsync(stopping);
        if (await claims.ClaimAsync(space.Worker, stopping) is { } job)
        {
            // One ring may stand for many jobs: where several are run at a time, the next one looks too.
            bell.Ring();
            await run.ExecuteAsync(job, space, stopping);
            return;
        }

        await bell.WaitAsync(await UntilNextAsync(stopping), time, stopping);
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken stopping)
    {
        if (await claims.NextDueAsync(stopping) is not { } due) return options.PollInterval;
        var wait = due - time.GetUtcNow();
        return wait < ShortestWait ? ShortestWait : wait < options.PollInterval ? wait : options.PollInterval;
    }

    /// <summary>No fault of the table or the disk ends the worker: it is logged, and after a while all goes on.</summary>
    private async Task GuardAsync(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "The Lambda's worker goes on in {Delay}.", AfterFault);
            // A host that stops cuts the wait short; the caller sees that it does.
            await Task.Delay(AfterFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
