using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace DreamLake.Bss.S3;

/// <summary>The rule by which an S3 ends multipart uploads that nobody goes on with.</summary>
public static class UploadLifecycle
{
    /// <summary>Days after its beginning until a multipart upload counts as abandoned.</summary>
    internal const int DaysUntilAbandoned = 7;

    private const string RuleName = "dreamlake-abandoned-uploads";

    /// <summary>Sets the rule, unless one does the same. A bucket's other rules are somebody's: they are never replaced.</summary>
    /// <param name="s3">A client of the S3.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the S3 now ends them by itself.</returns>
    public static async Task<bool> TrySetRuleAsync(IAmazonS3 s3, string bucket, CancellationToken cancellationToken)
    {
        try
        {
            var rules = await RulesAsync(s3, bucket, cancellationToken);
            if (rules.Any(EndsUploads)) return true;
            if (rules.Count > 0) return false;
            var only = new LifecycleConfiguration { Rules = [Rule()] };
            await s3.PutLifecycleConfigurationAsync(
                new PutLifecycleConfigurationRequest { BucketName = bucket, Configuration = only }, cancellationToken);
            return (await RulesAsync(s3, bucket, cancellationToken)).Any(EndsUploads);
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // It knows no rules, or lets this key set none.
            return false;
        }
    }

    private static async Task<List<LifecycleRule>> RulesAsync(IAmazonS3 s3, string bucket, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await s3.GetLifecycleConfigurationAsync(
                new GetLifecycleConfigurationRequest { BucketName = bucket }, cancellationToken);
            return answer.Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception none) when (none.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return [];
        }
    }

    private static LifecycleRule Rule() => new()
    {
        Id = RuleName,
        Status = LifecycleRuleStatus.Enabled,
        Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
        AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = DaysUntilAbandoned },
    };

    private static bool EndsUploads(LifecycleRule rule) =>
        rule.Status == LifecycleRuleStatus.Enabled && rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation > 0;
}
