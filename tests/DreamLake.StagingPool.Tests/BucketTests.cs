using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Buckets: their names, their lists, their end, and what is said of what was never configured.</summary>
public sealed class BucketTests : PoolTests
{
    [Theory]
    [InlineData("ab", "3 to 63")]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g123", "3 to 63")]
    [InlineData("under_score", "'_'")]
    [InlineData("Capital", "'C'")]
    [InlineData("-begin", "begins and ends")]
    [InlineData("end-", "begins and ends")]
    [InlineData("two..dots", "dots")]
    [InlineData("dash.-dot", "hyphen")]
    [InlineData("dot-.dash", "hyphen")]
    [InlineData("192.168.5.123", "IP address")]
    [InlineData("xn--name", "reserved")]
    [InlineData("name-s3alias", "reserved")]
    public async Task A_name_that_s3_does_not_know_is_refused_with_the_reason(string name, string reason)
    {
        using var request = new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Put, new Uri(Pool.Address, "/" + name)));
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("<Code>InvalidBucketName</Code>", text, StringComparison.Ordinal);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc"), InlineData("0.1.2"), InlineData("a.b-c"), InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g12")]
    public async Task A_name_that_s3_knows_is_taken(string name)
    {
        await Pool.S3.PutBucketAsync(name, Cancellation);
        Assert.Contains(name, (await Pool.S3.ListBucketsAsync(Cancellation)).Buckets.Select(b => b.BucketName));
    }

    [Fact]
    public async Task A_bucket_is_deleted_only_when_it_is_empty_and_takes_its_uploads_with_it()
    {
        await Pool.PutAsync("a/k", Bytes(10), Cancellation);
        var upload = await Pool.StartUploadAsync("b", Cancellation);
        await Pool.PutPartAsync("b", upload, 1, Bytes(10), Cancellation);

        Assert.Equal("BucketNotEmpty", await CodeOf(() => Pool.S3.DeleteBucketAsync(Bucket, Cancellation)));
        Assert.Equal(10, (await Pool.GetAsync("a/k", Cancellation)).Length);
        await Pool.S3.DeleteObjectAsync(Bucket, "a/k", Cancellation);
        await Pool.S3.DeleteBucketAsync(Bucket, Cancellation);

        Assert.Equal("NoSuchBucket", await CodeOf(() => Pool.S3.DeleteBucketAsync(Bucket, Cancellation)));
        Assert.Equal("NoSuchBucket", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "b", upload, Cancellation)));
        Assert.False(Directory.Exists(Path.Combine(Folder, Bucket)));
        await Pool.S3.PutBucketAsync(Bucket, Cancellation);
        Assert.Equal("NoSuchUpload", await CodeOf(() => Pool.S3.ListPartsAsync(Bucket, "b", upload, Cancellation)));
    }

    [Fact]
    public async Task What_is_put_while_its_bucket_is_deleted_is_there_or_refused()
    {
        // Whichever comes first: an object that was answered 200 is in a bucket that is there.
        for (var round = 0; round < 20; round++)
        {
            await Pool.S3.PutBucketAsync("raced", Cancellation);
            var put = Pool.S3.PutObjectAsync(new PutObjectRequest { BucketName = "raced", Key = "k", ContentBody = "x" }, Cancellation);
            var delete = Pool.S3.DeleteBucketAsync("raced", Cancellation);
            var (stored, deleted) = (await SucceedsAsync(put, "NoSuchBucket"), await SucceedsAsync(delete, "BucketNotEmpty"));
            Assert.True(stored != deleted, $"round {round}: stored {stored}, deleted {deleted}");
            if (stored) await Pool.S3.DeleteObjectAsync("raced", "k", Cancellation);
            if (stored) await Pool.S3.DeleteBucketAsync("raced", Cancellation);
        }
    }

    [Fact]
    public async Task Buckets_are_listed_a_page_at_a_time()
    {
        foreach (var name in (string[])["one-a", "one-b", "one-c", "two"]) await Pool.S3.PutBucketAsync(name, Cancellation);

        var first = await Pool.S3.ListBucketsAsync(new ListBucketsRequest { MaxBuckets = 2, Prefix = "one" }, Cancellation);
        var second = await Pool.S3.ListBucketsAsync(
            new ListBucketsRequest { MaxBuckets = 2, Prefix = "one", ContinuationToken = first.ContinuationToken }, Cancellation);

        Assert.Equal(["one-a", "one-b"], first.Buckets.Select(b => b.BucketName));
        Assert.Equal(["one-c"], second.Buckets.Select(b => b.BucketName));
        Assert.Null(second.ContinuationToken);
    }

    [Theory]
    [InlineData("encryption", "ServerSideEncryptionConfigurationNotFoundError")]
    [InlineData("lifecycle", "NoSuchLifecycleConfiguration")]
    [InlineData("object-lock", "ObjectLockConfigurationNotFoundError")]
    [InlineData("policy", "NoSuchBucketPolicy")]
    [InlineData("replication", "ReplicationConfigurationNotFoundError")]
    [InlineData("tagging", "NoSuchTagSet")]
    [InlineData("cors", "NoSuchCORSConfiguration")]
    [InlineData("website", "NoSuchWebsiteConfiguration")]
    public async Task What_was_never_configured_is_said_with_s3s_own_code(string word, string code)
    {
        using var answer = await Pool.Http.SendAsync(
            new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Get, new Uri(Pool.Address, $"/{Bucket}?{word}"))), Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, code), (answer.StatusCode, await CodeOf(answer)));
    }

    [Fact]
    public async Task A_bucket_without_versions_says_so_and_lists_each_object_as_its_only_one()
    {
        await Pool.PutAsync("k", Bytes(3), Cancellation);
        Assert.Null((await Pool.S3.GetBucketVersioningAsync(
            Bucket, Cancellation)).VersioningConfig?.Status?.Value is { Length: > 0 } status && status != "Off" ? status : null);
        var version = Assert.Single((await Pool.S3.ListVersionsAsync(Bucket, Cancellation)).Versions);
        Assert.Equal(("k", "null", true, 3L), (version.Key, version.VersionId, version.IsLatest!.Value, version.Size!.Value));
        Assert.Equal("dreamlake",
            (await Pool.S3.GetBucketAclAsync(new GetBucketAclRequest { BucketName = Bucket }, Cancellation)).Owner.Id);
    }

    [Fact]
    public async Task A_bucket_is_made_in_the_pools_own_region_alone()
    {
        var elsewhere = new PutBucketRequest { BucketName = "elsewhere", BucketRegionName = "eu-central-1" };
        Assert.Equal("InvalidLocationConstraint", await CodeOf(() => Pool.S3.PutBucketAsync(elsewhere, Cancellation)));
    }

    private static async Task<bool> SucceedsAsync(Task call, string otherwise)
    {
        try
        {
            await call;
            return true;
        }
        catch (AmazonS3Exception fault) when (fault.ErrorCode == otherwise)
        {
            return false;
        }
    }
}
