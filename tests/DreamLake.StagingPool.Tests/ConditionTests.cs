using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Conditions on what a request would replace, complete or delete. Those of GET stand in <see cref="GetObjectTests"/>.</summary>
public sealed class ConditionTests : PoolTests
{
    private string _etag = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _etag = (await Pool.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "first" }, Cancellation)).ETag;
    }

    [Theory]
    [InlineData("k", "If-None-Match", "*", "PreconditionFailed")]
    [InlineData("k", "If-None-Match", "{etag}", "PreconditionFailed")]
    [InlineData("k", "If-Match", "\"other\"", "PreconditionFailed")]
    [InlineData("k", "If-Match", "{etag}", "")]
    [InlineData("k", "If-Match", "*", "")]
    [InlineData("new", "If-None-Match", "*", "")]
    [InlineData("new", "If-Match", "*", "NoSuchKey")]
    public async Task A_put_and_a_complete_replace_only_what_they_mean_to(string key, string header, string value, string code)
    {
        value = value.Replace("{etag}", _etag, StringComparison.Ordinal);
        var put = new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = "second" };
        var upload = await Pool.StartUploadAsync(key, Cancellation);
        var part = await Pool.PutPartAsync(key, upload, 1, "second"u8.ToArray(), Cancellation);
        var complete = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = key, UploadId = upload, PartETags = [part] };
        if (header == "If-Match") (put.IfMatch, complete.IfMatch) = (value, value);
        else (put.IfNoneMatch, complete.IfNoneMatch) = (value, value);

        if (code.Length > 0)
        {
            Assert.Equal(code, await CodeOf(() => Pool.S3.PutObjectAsync(put, Cancellation)));
            Assert.Equal(code, await CodeOf(() => Pool.S3.CompleteMultipartUploadAsync(complete, Cancellation)));
            // The upload goes on: a condition that did not hold ended nothing.
            Assert.Single((await Pool.S3.ListPartsAsync(Bucket, key, upload, Cancellation)).Parts);
            return;
        }

        await Pool.S3.CompleteMultipartUploadAsync(complete, Cancellation);
        Assert.Equal("second"u8.ToArray(), await Pool.GetAsync(key, Cancellation));
        // Its own success changed what the condition speaks of; asked again it answers as the first time all the same.
        Assert.Equal(key, (await Pool.S3.CompleteMultipartUploadAsync(complete, Cancellation)).Key);
    }

    [Theory]
    [InlineData("If-Match", "\"other\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "{etag}", HttpStatusCode.NoContent)]
    [InlineData("If-Match", "*", HttpStatusCode.NoContent)]
    [InlineData("x-amz-if-match-size", "6", HttpStatusCode.PreconditionFailed)]
    [InlineData("x-amz-if-match-size", "5", HttpStatusCode.NoContent)]
    [InlineData("x-amz-if-match-last-modified-time", "Mon, 01 Jan 2001 00:00:00 GMT", HttpStatusCode.PreconditionFailed)]
    public async Task A_delete_deletes_only_what_it_means_to(string header, string value, HttpStatusCode status)
    {
        foreach (var (key, expected) in new[] { ("k", status), ("missing", HttpStatusCode.NoContent) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(Pool.Address, $"/{Bucket}/{key}"));
            request.Headers.TryAddWithoutValidation(header, value.Replace("{etag}", _etag, StringComparison.Ordinal));
            using var answer = await Pool.Http.SendAsync(new TestSigner().Sign(request), Cancellation);
            Assert.Equal(expected, answer.StatusCode);
        }

        var left = (await Pool.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancellation)).S3Objects ?? [];
        Assert.Equal(status == HttpStatusCode.NoContent ? 0 : 1, left.Count);
    }

    [Fact]
    public async Task Of_many_that_are_deleted_each_has_its_own_condition_and_its_own_answer()
    {
        await Pool.PutAsync("other", Bytes(1), Cancellation);
        var request = new DeleteObjectsRequest
        {
            BucketName = Bucket,
            Objects = [new KeyVersion { Key = "k", ETag = "\"wrong\"" }, new KeyVersion { Key = "other", Size = 1 }, new KeyVersion { Key = "none", VersionId = "17" }],
        };
        var answer = (await Assert.ThrowsAsync<DeleteObjectsException>(() => Pool.S3.DeleteObjectsAsync(request, Cancellation))).Response;
        Assert.Equal(["other"], answer.DeletedObjects.Select(o => o.Key));
        Assert.Equal([("k", "PreconditionFailed"), ("none", "NoSuchVersion")], answer.DeleteErrors.Select(e => (e.Key, e.Code)));
        Assert.Equal(5, (await Pool.GetAsync("k", Cancellation)).Length);
    }
}
