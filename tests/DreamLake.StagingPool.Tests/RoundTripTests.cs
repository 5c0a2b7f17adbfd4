using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

public sealed class RoundTripTests : PoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5 * Mebibyte)]
    [InlineData(10 * Mebibyte - 1)]
    [InlineData(10 * Mebibyte)]
    [InlineData(10 * Mebibyte + 1)]
    [InlineData(25 * Mebibyte)]
    public async Task What_goes_in_by_presigned_parts_comes_out_byte_for_byte(int size)
    {
        const string Key = "alice/robotics/staging/0f3a5c9d21b7e604";
        var content = Bytes(size);
        var chunks = size == 0 ? [content] : content.Chunk(10 * Mebibyte).ToArray();
        var upload = await Pool.StartUploadAsync(Key, Cancellation);
        var parts = await Task.WhenAll(chunks.Select((bytes, i) => Pool.PutPartAsync(Key, upload, i + 1, bytes, Cancellation)));

        var completed = await Pool.CompleteAsync(Key, upload, Cancellation, parts);

        Assert.Matches($"^\"[0-9a-f]{{32}}-{parts.Length}\"$", completed.ETag);
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await Pool.GetAsync(Key, Cancellation)));
        using var presigned = await Pool.Http.GetAsync(Pool.Presign(HttpVerb.GET, Key), Cancellation);
        Assert.Equal(content, await presigned.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(size, (await Pool.S3.GetObjectMetadataAsync(Bucket, Key, Cancellation)).ContentLength);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sdk_puts_parts_signed_piece_by_piece(bool usesChunks)
    {
        var content = Bytes(7 * Mebibyte + 13);
        var upload = await Pool.StartUploadAsync("sdk", Cancellation);
        var parts = new List<PartETag>();
        foreach (var (bytes, i) in content.Chunk(5 * Mebibyte).Select((b, i) => (b, i)))
        {
            var part = await Pool.S3.UploadPartAsync(
                new UploadPartRequest { BucketName = Bucket, Key = "sdk", UploadId = upload, PartNumber = i
                + 1, InputStream = new MemoryStream(bytes), UseChunkEncoding = usesChunks },
                Cancellation);
            parts.Add(new PartETag(part));
        }

        await Pool.CompleteAsync("sdk", upload, Cancellation, [.. parts]);

        Assert.Equal(content, await Pool.GetAsync("sdk", Cancellation));
    }

    [Fact]
    public async Task An_object_put_in_one_piece_has_its_md5_for_an_etag_and_keeps_its_headers()
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = "one", ContentBody = "hello", ContentType = "video/mp4" };
        request.Metadata["source"] = "camera";
        request.Headers.CacheControl = "max-age=60";

        var put = await Pool.S3.PutObjectAsync(request, Cancellation);

        Assert.Equal("\"5d41402abc4b2a76b9719d911017c592\"", put.ETag);
        var head = await Pool.S3.GetObjectMetadataAsync(Bucket, "one", Cancellation);
        Assert.Equal(("video/mp4", "camera", "max-age=60", put.ETag), (head.Headers.ContentType, head.Metadata["source"], head.Headers.CacheControl, head.ETag));
    }

    [Fact]
    public async Task A_deleted_object_is_gone_with_its_bytes_and_deleting_it_again_is_no_error()
    {
        await Pool.PutAsync("a/b/c", Bytes(10), Cancellation);
        await Pool.S3.DeleteObjectAsync(Bucket, "a/b/c", Cancellation);
        await Pool.S3.DeleteObjectAsync(Bucket, "a/b/c", Cancellation);

        Assert.Equal("NoSuchKey", await CodeOf(() => Pool.S3.GetObjectAsync(Bucket, "a/b/c", Cancellation)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "content")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, Bucket, "objects")));
    }

    [Fact]
    public async Task Many_objects_are_deleted_at_once()
    {
        foreach (var key in (string[])["x", "y/1", "y/2"]) await Pool.PutAsync(key, Bytes(1), Cancellation);

        var answer = await Pool.S3.DeleteObjectsAsync(
            new DeleteObjectsRequest { BucketName = Bucket,
            Objects = [new KeyVersion { Key = "x" }, new KeyVersion { Key = "y/1" }, new KeyVersion { Key = "missing" }] }, Cancellation);

        Assert.Equal(3, answer.DeletedObjects.Count);
        var left = await Pool.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancellation);
        Assert.Equal(["y/2"], left.S3Objects.Select(o => o.Key));
    }

    [Fact]
    public async Task A_reader_under_way_finishes_with_the_bytes_it_began_with()
    {
        var (first, second) = (Bytes(30 * Mebibyte), Bytes(1000));
        await Pool.PutAsync("k", first, Cancellation);
        using var reading =
            await Pool.Http.GetAsync(Pool.Presign(HttpVerb.GET, "k"), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        await Pool.PutAsync("k", second, Cancellation);

        Assert.Equal(second, await Pool.GetAsync("k", Cancellation));
        Assert.Equal(first, await reading.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Buckets_are_made_again_without_harm_found_and_missed()
    {
        await Pool.PutAsync("k", Bytes(1), Cancellation);
        await Pool.S3.PutBucketAsync(Bucket, Cancellation);

        Assert.Single(await Pool.GetAsync("k", Cancellation));
        Assert.Equal([Bucket], (await Pool.S3.ListBucketsAsync(Cancellation)).Buckets.Select(b => b.BucketName));
        Assert.Equal("NoSuchBucket", await CodeOf(() => Pool.S3.GetObjectAsync("nowhere", "k", Cancellation)));
        Assert.Equal("InvalidBucketName", await CodeOf(() => Pool.S3.PutBucketAsync("Not_A_Bucket", Cancellation)));
        var missing = await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            Pool.S3.HeadBucketAsync(new HeadBucketRequest { BucketName = "nowhere" }, Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("us-east-1",
            (await Pool.S3.HeadBucketAsync(new HeadBucketRequest { BucketName = Bucket }, Cancellation)).BucketRegion);
    }

    [Fact]
    public async Task What_the_pool_does_not_do_it_refuses_by_name()
    {
        await Pool.PutAsync("k", Bytes(1), Cancellation);
        var versioning = new PutBucketVersioningRequest
        {
            BucketName = Bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
        };
        Assert.Equal("NotImplemented", await CodeOf(() => Pool.S3.PutBucketVersioningAsync(versioning, Cancellation)));
        Assert.Equal("NotImplemented", await CodeOf(() => Pool.S3.RestoreObjectAsync(Bucket, "k", Cancellation)));
        using var patch = await Pool.Http.SendAsync(
            new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Patch, new Uri(Pool.Address, "/lake/k"))), Cancellation);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "MethodNotAllowed"), (patch.StatusCode, await CodeOf(patch)));
    }
}
