using DreamLake.Bss.Contents;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Reads back what the queue holds, one content at a time, for as long as the host runs; and tidies up where nothing is due.
/// </summary>
internal sealed class VerificationWorker(
    VerificationQueue queue, Verifier verifier, PendingSplits splits, DoubtedContents doubted, Tidying tidying, Takeover takeover,
    BssOptions options, TimeProvider time, ILogger<VerificationWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    // What is tidied up is due by days: looking for it at every look for work would be most of what an idle lake asks its tables.
    private static readonly TimeSpan BetweenTidyings = TimeSpan.FromMinutes(1);
    private long? _tidiedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the start's own path: a host is not kept from listening by a slow S3.
        await Task.Yield();
        await GuardAsync(() => splits.DispatchAsync(stoppingToken), stoppingToken);
        await GuardAsync(() => takeover.EnsureAsync(stoppingToken), stoppingToken);
        while (!stoppingToken.IsCancellationRequested) await GuardAsync(() => NextAsync(stoppingToken), stoppingToken);
    }

    private async Task NextAsync(CancellationToken cancellationToken)
    {
        if (await queue.ClaimAsync(cancellationToken) is { } verification)
        {
            await VerifyAsync(verification, cancellationToken);
            return;
        }

        await doubted.QueueAsync(cancellationToken);
        // Splits that were proven and not handed over: their owner had too many, or the host was cut off in between.
        await splits.DispatchAsync(cancellationToken);
        await TidyAsync(cancellationToken);
        await queue.WaitAsync(cancellationToken);
    }

    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        if (_tidiedAt is { } at && time.GetElapsedTime(at) < BetweenTidyings) return;
        await tidying.RunAsync(cancellationToken);
        _tidiedAt = time.GetTimestamp();
    }

    private async Task VerifyAsync(Verification verification, CancellationToken cancellationToken)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keeping = KeepAsync(verification, run.Token);
        try
        {
            await verifier.VerifyAsync(verification.ContentId, options.VerifiedPerSecond, run.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested
            && (S3Fault.Of(fault) is not null || fault is DbUpdateException || DatabaseFault.Of(fault) is not null))
        {
            log.LogWarning("Content {Content} could not be read back and is tried again: {Fault}.", verification.ContentId,
                fault.GetType().Name);
            await queue.PostponeAsync(verification, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await queue.HandBackAsync(verification);
        }
        finally
        {
            await run.CancelAsync();
            await keeping;
        }
    }

    private async Task KeepAsync(Verification verification, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(VerificationQueue.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) await queue.RenewAsync(verification, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is not null)
        {
            // Another host may read the same content then, and finds the same.
            log.LogWarning("The lease of content {Content} could not be renewed: {Message}", verification.ContentId, fault.Message);
        }
    }

    /// <summary>No fault of the tables or of S3 ends the worker: it is logged, and after a while all goes on.</summary>
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
            // Its type alone: an SDK's message may quote an address, and an address may be signed.
            log.LogError("Verification goes on in {Delay}: {Fault}.", AfterFault, fault.GetType().Name);
            await Task.Delay(AfterFault, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
