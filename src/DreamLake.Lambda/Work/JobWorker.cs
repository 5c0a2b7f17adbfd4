using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Work;

/// <summary>Takes jobs and runs them, as many at a time as the options say, for as long as the host runs.</summary>
internal sealed class JobWorker(
    JobClaims claims, JobRun run, WorkVolume volume, JobSignal bell, LambdaOptions options, TimeProvider time, ILogger<JobWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NotTaken = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private WorkSpace? _space;

    /// <summary>Opens the work folder, so that a host whose folder cannot be used does not start.</summary>
    /// <exception cref="WorkFolderException">It cannot.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Before anything is written: on a full disk this is what makes room.
            WorkSpace.RemoveLeftovers(options.WorkFolder);
            _space = WorkSpace.Open(options.WorkFolder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WorkFolderException($"The Lambda's work folder '{options.WorkFolder}' cannot be used: {fault.Message}", fault);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var space = _space!;
        var lanes = Enumerable.Repeat(Lane.Ordinary, options.Workers).Append(Lane.Quick);
        await Task.WhenAll(lanes.Select(lane => WorkAsync(space, lane, stoppingToken)).Append(SweepAsync(space, stoppingToken)));
    }

    private async Task SweepAsync(WorkSpace space, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await GuardAsync(() => space.SweepAsync(worker => claims.ReleaseAsync(worker, cancellationToken)), cancellationToken);
            bell.Ring();
            await Task.Delay(options.SweepInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(WorkSpace space, Lane lane, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            await GuardAsync(() => NextAsync(space, lane, cancellationToken), cancellationToken);
    }

    private async Task NextAsync(WorkSpace space, Lane lane, CancellationToken cancellationToken)
    {
        if (!SplitTools.AreInstalled(options.ToolFolder) || volume.IsBelowFloor)
        {
            await bell.WaitAsync(options.ToolCheckInterval, time, cancellationToken);
            return;
        }

        await claims.ReleaseExpiredAsync(cancellationToken);
        if (await claims.ClaimAsync(space.Worker, lane, cancellationToken) is { } job)
        {
            // One ring may stand for many jobs: where several are run at a time, the next one looks too.
            bell.Ring();
            await run.ExecuteAsync(job, lane, space, cancellationToken);
            bell.Ring();
            return;
        }

        if (lane == Lane.Quick) await Task.Delay(options.QuickLaneAfter, time, cancellationToken);
        else await bell.WaitAsync(await UntilNextAsync(cancellationToken), time, cancellationToken);
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken cancellationToken)
    {
        if (await claims.NextDueAsync(cancellationToken) is not { } due) return options.PollInterval;
        var wait = due - time.GetUtcNow();
        // What is due and yet not taken is held back by its owner's cap, or was just taken by another.
        if (wait <= TimeSpan.Zero) return NotTaken;
        return wait < ShortestWait ? ShortestWait : wait < options.PollInterval ? wait : options.PollInterval;
    }

    /// <summary>No fault of the table or the disk ends the worker: it is logged, and after a while all goes on.</summary>
    private async Task GuardAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "The Lambda's worker goes on in {Delay}.", AfterFault);
            // A host that stops cuts the wait short; the caller sees that it does.
            await Task.Delay(AfterFault, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
