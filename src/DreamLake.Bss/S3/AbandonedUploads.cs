using Amazon.S3;
using Amazon.S3.Model;

namespace DreamLake.Bss.S3;

/// <summary>
/// Ends multipart uploads that nobody went on with for seven days: their parts take room and are seen by nobody. The S3 does it by a rule
/// where it takes one; else BSS does.
/// </summary>
/// <param name="s3">A client of the S3.</param>
/// <param name="deadline">For each call.</param>
/// <param name="options">Names the bucket.</param>
/// <param name="time">The clock.</param>
internal sealed class AbandonedUploads(IAmazonS3 s3, S3Deadline deadline, BssOptions options, TimeProvider time)
{
    /// <summary>Ends those that began longer ago, where the options say that the S3 does not.</summary>
    /// <returns>How many were ended.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        var request = new ListMultipartUploadsRequest { BucketName = options.Bucket };
        var before = time.GetUtcNow().AddDays(-UploadLifecycle.DaysUntilAbandoned).UtcDateTime;
        while (true)
        {
            var page = await deadline.RunAsync(token => s3.ListMultipartUploadsAsync(request, token), cancellationToken);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (upload.Initiated?.ToUniversalTime() is not { } begun || begun >= before) continue;
                await deadline.RunAsync(
                    token => s3.AbortMultipartUploadAsync(options.Bucket, upload.Key, upload.UploadId, token), cancellationToken);
                ended++;
            }

            if (page.IsTruncated != true) return ended;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }
}
