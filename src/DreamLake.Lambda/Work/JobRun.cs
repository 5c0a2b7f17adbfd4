using System.Data.Common;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting;
using DreamLake.Lambda.Splitting.Tools;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Work;

/// <summary>One attempt at one job: runs it, keeps its lease, and writes down what came of it.</summary>
internal sealed class JobRun(JobClaims claims, MediaSplit split, LambdaOptions options, TimeProvider time, ILogger<JobRun> log)
{
    private const int MostCrashes = 5;

    /// <summary>Runs a claimed job to an outcome in the table.</summary>
    public async Task ExecuteAsync(Job job, WorkSpace space, CancellationToken stopping)
    {
        if (job.Crashes >= MostCrashes)
        {
            await claims.FailAsync(job, $"The split broke down {job.Crashes} times and was given up. Upload the file again to try anew.");
            return;
        }

        using var run = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = KeepAsync(job, run);
        try
        {
            await AttemptAsync(job, space, run.Token);
        }
        finally
        {
            await run.CancelAsync();
            await keeping;
        }
    }

    private async Task AttemptAsync(Job job, WorkSpace space, CancellationToken running)
    {
        try
        {
            var folder = space.NewFolder();
            try
            {
                var metadata = await split.RunAsync(job, folder, running);
                await claims.CompleteAsync(job, metadata);
                log.LogInformation("Split {MediaId}.", job.MediaId);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            await claims.HandBackAsync(job);
        }
        catch (UnsplittableException refused)
        {
            log.LogWarning("{MediaId} cannot be split: {Reason}", job.MediaId, refused.Message);
            await claims.FailAsync(job, refused.Message);
        }
        catch (Exception fault) when (fault is not DbException)
        {
            var (reason, isCrash) = AttemptFailure.Of(fault);
            log.LogWarning("{MediaId}: {Reason} ({Fault}: {Message})", job.MediaId, reason, fault.GetType().Name, fault.Message);
            await claims.PostponeAsync(job, reason, options.RetryDelayAfter(job.Attempts), isCrash);
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
        catch (DbException fault)
        {
            // Not known to be lost; the next tick asks again.
            log.LogWarning("The lease of {MediaId} could not be renewed: {Message}", job.MediaId, fault.Message);
            return true;
        }
    }
}
