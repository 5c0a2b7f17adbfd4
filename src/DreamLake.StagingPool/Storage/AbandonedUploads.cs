using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool.Storage;

/// <summary>Aborts the uploads that nobody goes on with, at start-up and once a day: what a bucket's lifecycle rule does in S3.</summary>
internal sealed class AbandonedUploads(
    BucketStore buckets, UploadStore uploads, TimeProvider time, ILogger<AbandonedUploads> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromDays(7);
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Aborts every upload whose newest part, or whose beginning where it has none, is older than seven days.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Patience;
#if PLANTED_FAULTS
        if (PlantedFault.Is("sweep-of-a-live-upload")) before = time.GetUtcNow();
#endif
        foreach (var (bucket, _) in buckets.All())
        {
            foreach (var upload in await uploads.AllAsync(bucket, "", cancellationToken))
            {
                if (uploads.LastTouched(upload) < before) await AbortAsync(upload, cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // A housekeeper that fails must not take the pool with it; it looks again tomorrow.
                log.LogWarning("Uploads that were abandoned could not all be looked at: {Message}", fault.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AbortAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        try
        {
            await uploads.AbortAsync(upload, cancellationToken);
            log.LogInformation("Aborted an upload of {Key}, which nobody had gone on with for {Days} days.", upload.Key,
                Patience.TotalDays);
        }
        catch (S3Exception)
        {
            // It ended by itself while we looked.
        }
    }
}
