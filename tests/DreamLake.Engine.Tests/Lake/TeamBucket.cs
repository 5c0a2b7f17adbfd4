using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>The bucket of a team's lake as its S3 shows it, past the lake.</summary>
[SuppressMessage("Design", "CA1001", Justification = "There is one, which ends with the process.")]
internal sealed class TeamBucket(string address, string accessKey, string secretKey, string bucket)
{
    private readonly AmazonS3Client _s3 = new(
        new BasicAWSCredentials(accessKey, secretKey),
        new AmazonS3Config { ServiceURL = address, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });

    /// <summary>A content of a project, where the lake put it.</summary>
    /// <param name="project">The namespace and the space.</param>
    /// <param name="hash">The first 16 digits of its SHA-256.</param>
    public async Task<byte[]> ReadAsync(string project, string hash)
    {
        // The first upload of a content lies under its hash, a second one of the same hash wherever BSS likes.
        var first = await FindAsync($"{project}/staging/{hash}");
        if (first.Count > 0) return await GetAsync(Assert.Single(first));
        foreach (var key in await FindAsync($"{project}/incoming/"))
        {
            var bytes = await GetAsync(key);
            if (Convert.ToHexStringLower(SHA256.HashData(bytes))[..16] == hash) return bytes;
        }

        throw new InvalidOperationException($"S3 has no content of {project} with the hash {hash}.");
    }

    /// <summary>Ends every multipart upload of a namespace that is under way.</summary>
    public async Task ExpireAllAsync(string @namespace)
    {
        var listed = await _s3.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = bucket, Prefix = @namespace + "/" });
        foreach (var upload in listed.MultipartUploads ?? []) await _s3.AbortMultipartUploadAsync(bucket, upload.Key, upload.UploadId);
    }

    private async Task<List<string>> FindAsync(string prefix)
    {
        var listed = await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix });
        return [.. (listed.S3Objects ?? []).Select(found => found.Key)];
    }

    private async Task<byte[]> GetAsync(string key)
    {
        using var answer = await _s3.GetObjectAsync(bucket, key);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
