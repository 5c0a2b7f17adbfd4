using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Bss.S3;
using Microsoft.Net.Http.Headers;

namespace DreamLake.Bss.Contents;

/// <summary>What lies in the bucket: read, and removed where nothing points at it; written by nobody but uploads.</summary>
internal sealed class StoredObjects(IAmazonS3 s3, PublicS3 publicS3, S3Deadline deadline, BssOptions options, TimeProvider time)
{
    /// <summary>The bytes that an object has; null where nothing lies under its key.</summary>
    public async Task<long?> FindSizeAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = options.Bucket, Key = key };
        try
        {
            return (await deadline.RunAsync(token => s3.GetObjectMetadataAsync(request, token), cancellationToken)).ContentLength;
        }
        catch (AmazonServiceException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            // The answer to a HEAD has no body and so no code: NoSuchBucket looks the same.
            return null;
        }
    }

    /// <summary>An object, to be read as it comes and disposed of; null where nothing lies under its key.</summary>
    public async Task<GetObjectResponse?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = key };
        try
        {
            return await deadline.RunAsync(token => s3.GetObjectAsync(request, token), cancellationToken);
        }
        catch (AmazonServiceException missing) when (missing.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    /// <summary>Removes an object; one that is gone already stays so.</summary>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        deadline.RunAsync(token => s3.DeleteObjectAsync(options.Bucket, key, token), cancellationToken);

    /// <summary>The objects of the bucket after some key, in the order of their keys: up to 1,000.</summary>
    /// <param name="after">The key; empty for the first ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ObjectPage> ListAsync(string after, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, StartAfter = after.Length == 0 ? null : after };
        var page = await deadline.RunAsync(token => s3.ListObjectsV2Async(request, token), cancellationToken);
        var listed = (page.S3Objects ?? []).ConvertAll(item => (item.Key, item.Size ?? 0));
        return new ObjectPage(listed, page.IsTruncated != true || listed.Count == 0);
    }

    /// <summary>Removes all objects whose keys begin alike.</summary>
    public async Task RemoveAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
        for (var hasMore = true; hasMore;)
        {
            var page = await deadline.RunAsync(token => s3.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var item in page.S3Objects ?? []) await RemoveAsync(item.Key, cancellationToken);
            hasMore = page.IsTruncated == true;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <summary>A presigned address of an object, under which it is saved by the file name given.</summary>
    public Task<string> PresignDownloadAsync(string key, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        return publicS3.PresignAsync(new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = time.GetUtcNow().Add(options.DownloadUrlLifetime).UtcDateTime,
            ResponseHeaderOverrides = { ContentDisposition = disposition.ToString() },
        });
    }
}

/// <summary>Some of the bucket's objects.</summary>
/// <param name="Objects">Keys, and bytes.</param>
/// <param name="IsLast">Whether none come after them.</param>
internal sealed record ObjectPage(IReadOnlyList<(string Key, long Size)> Objects, bool IsLast);
