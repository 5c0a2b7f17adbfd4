using DreamLake.Bss.S3;
using DreamLake.Bss.Uploads;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Notes which uploads S3 has ended by its own rule, so that the room that was kept for them is free again although nobody asks for them.
/// </summary>
internal sealed class ExpiredUploads(UploadTable uploads, StagingUploads s3, TimeProvider time)
{
    private const int AtOnce = 1000;

    /// <summary>Looks at those that are old enough for the rule.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-UploadLifecycle.DaysUntilAbandoned);
        foreach (var upload in await uploads.FindOpenAsync(before, AtOnce, cancellationToken))
        {
            if (await s3.FindPartsAsync(upload.S3Key, upload.Id, cancellationToken) is null)
                await uploads.EndOpenAsync(upload, cancellationToken);
        }
    }
}
