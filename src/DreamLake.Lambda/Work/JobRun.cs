using DreamLake.Hosting.Tables;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Measures;
using DreamLake.Lambda.Splitting;
using DreamLake.Lambda.Splitting.Tools;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Work;

/// <summary>One attempt at one job: runs it, keeps its lease, and writes down what came of it.</summary>
internal sealed class JobRun(
    JobClaims claims, MediaSplit split, WorkVolume volume, SplitMeter meter, LambdaOptions options, TimeProvider time,
    ILogger<JobRun> log)
{
    private const int MostCrashes = 5;
    private const string ShortOfRoom = "The lake's disk is short of room; the split will be tried again.";
    private static readonly TimeSpan FloorInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UntilTableIsBack = TimeSpan.FromSeconds(1);

    /// <summary>Runs a claimed job to an outcome in the table.</summary>
    public async Task ExecuteAsync(Job job, Lane lane, WorkSpace space, CancellationToken cancellationToken)
    {
        if (GivenUp(job) is { } reason)
        {
            await claims.FailAsync(job, reason);
            return;
        }

        using var slice = lane == Lane.Quick ? new CancellationTokenSource(options.QuickLaneSlice, time) : new CancellationTokenSource();
        using var floor = new CancellationTokenSource();
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, slice.Token, floor.Token);
        var keeping = Task.WhenAll(KeepAsync(job, run), WatchFloorAsync(floor, run.Token));
        var started = time.GetTimestamp();
        try
        {
            meter.Ended(await AttemptAsync(job, space, run.Token), time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            meter.Ended("handed_back", time.GetElapsedTime(started));
            if (cancellationToken.IsCancellationRequested) await claims.HandBackAsync(job);
            else if (floor.IsCancellationRequested) await PostponeAsync(job, ShortOfRoom, isCrash: false);
            else await claims.HandBackAsync(job, isLong: slice.IsCancellationRequested);
        }
        finally
        {
            await run.CancelAsync();
            await keeping;
        }
    }

    /// <summary>Why a job is not tried any more; null where it is.</summary>
    private string? GivenUp(Job job) =>
        job.Crashes >= MostCrashes ? $"The split broke down {job.Crashes} times and was given up. Upload the file again to try anew."
        : job.Attempts > options.MaxAttempts
            ? $"The split was tried {options.MaxAttempts} times and was given up. The last time: {job.Reason} Upload it again to try anew."
        : null;

    /// <returns>What came of it, in the word that it is counted by.</returns>
    private async Task<string> AttemptAsync(Job job, WorkSpace space, CancellationToken cancellationToken)
    {
        try
        {
            var folder = space.NewFolder();
            try
            {
                var metadata = await split.RunAsync(job, folder, cancellationToken);
                await WriteDownAsync(() => claims.CompleteAsync(job, metadata), cancellationToken);
                log.LogInformation("Split {MediaId}.", job.MediaId);
                return "done";
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (UnsplittableException refused)
        {
            log.LogWarning("{MediaId} cannot be split: {Reason}", job.MediaId, refused.Message);
            await WriteDownAsync(() => claims.FailAsync(job, refused.Message, refused.DoubtsContent), cancellationToken);
            return "failed";
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is null && !IsStop(fault, cancellationToken))
        {
            var (reason, isCrash) = AttemptFailure.Of(fault);
            log.LogWarning("{MediaId}: {Reason} ({Fault}: {Message})", job.MediaId, reason, fault.GetType().Name, fault.Message);
            await WriteDownAsync(() => PostponeAsync(job, reason, isCrash), cancellationToken);
            return "postponed";
        }
    }

    /// <summary>Writes down what came of an attempt, also where the table is away for a while: the work need not be done again.</summary>
    private async Task WriteDownAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception fault) when (DatabaseFault.Of(fault) is not null && !cancellationToken.IsCancellationRequested)
            {
                log.LogWarning("What came of a split is written down in {Delay}: {Fault}.", UntilTableIsBack, fault.GetType().Name);
                await Task.Delay(UntilTableIsBack, time, cancellationToken);
            }
        }
    }

    private static bool IsStop(Exception fault, CancellationToken cancellationToken) =>
        fault is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private Task PostponeAsync(Job job, string reason, bool isCrash) =>
        claims.PostponeAsync(job, reason, options.RetryDelayAfter(job.Attempts), isCrash);

    /// <summary>Ends the run where the disk gets short of room: the lake's own tables are on it too.</summary>
    private async Task WatchFloorAsync(CancellationTokenSource floor, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(FloorInterval, time);
        try
        {
            while (!volume.IsBelowFloor) await timer.WaitForNextTickAsync(cancellationToken);
            await floor.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>Renews the lease until the run is over, and ends the run where the job is another's by now.</summary>
    private async Task KeepAsync(Job job, CancellationTokenSource run)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(run.Token))
            {
                if (await TryRenewAsync(job, run.Token)) continue;
                log.LogWarning("{MediaId} was taken over by another worker.", job.MediaId);
                await run.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task<bool> TryRenewAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            return await claims.RenewAsync(job, cancellationToken);
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is not null)
        {
            // Not known to be lost; the next tick asks again.
            log.LogWarning("The lease of {MediaId} could not be renewed: {Message}", job.MediaId, fault.Message);
            return true;
        }
    }
}
