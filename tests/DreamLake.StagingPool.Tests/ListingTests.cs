using System.Net;
using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

public sealed class ListingTests : PoolTests
{
    private static readonly string[] Keys = ["a", "a-1", "a.1", "a/1", "a/2", "a/b/3", "a0", "b/x", "c", "\uff5e", "\U0001f3ac"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var key in Keys.Reverse()) await Pool.PutAsync(key, Bytes(3), Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Every_key_comes_once_in_the_order_of_its_bytes(int pageSize)
    {
        var names = new List<string>();
        for (string? token = null; ;)
        {
            var page = await Pool.S3.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = Bucket, MaxKeys = pageSize, ContinuationToken = token }, Cancellation);
            names.AddRange(page.S3Objects.Select(o => o.Key));
            Assert.InRange(page.S3Objects.Count, 1, pageSize);
            if (page.IsTruncated != true) break;
            token = page.NextContinuationToken;
        }

        Assert.Equal(Keys, names);
    }

    [Theory]
    [InlineData("", "/", "a a-1 a.1 a0 c \uff5e \U0001f3ac", "a/ b/")]
    [InlineData("a", "/", "a a-1 a.1 a0", "a/")]
    [InlineData("a/", "/", "a/1 a/2", "a/b/")]
    [InlineData("a/b", "/", "", "a/b/")]
    [InlineData("", "/b", "a a-1 a.1 a/1 a/2 a0 b/x c \uff5e \U0001f3ac", "a/b")]
    [InlineData("nothing", "", "", "")]
    public async Task A_delimiter_gathers_keys(string prefix, string delimiter, string keys, string prefixes)
    {
        foreach (var pageSize in (int[])[1000, 1])
        {
            var (found, common) = (new List<string>(), new List<string>());
            for (string? token = null; ;)
            {
                var page = await Pool.S3.ListObjectsV2Async(
                    new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix, Delimiter = delimiter, MaxKeys = pageSize,
                    ContinuationToken = token }, Cancellation);
                found.AddRange((page.S3Objects ?? []).Select(o => o.Key));
                common.AddRange(page.CommonPrefixes ?? []);
                if (page.IsTruncated != true) break;
                token = page.NextContinuationToken;
            }

            Assert.Equal(keys, string.Join(' ', found));
            Assert.Equal(prefixes, string.Join(' ', common));
        }
    }

    [Fact]
    public async Task The_older_version_is_paged_by_its_marker_and_start_after_begins_behind_a_key()
    {
        var first =
            await Pool.S3.ListObjectsAsync(new ListObjectsRequest { BucketName = Bucket, MaxKeys = 2, Delimiter = "/" }, Cancellation);
        var second = await Pool.S3.ListObjectsAsync(
            new ListObjectsRequest { BucketName = Bucket, MaxKeys = 2, Delimiter = "/", Marker = first.NextMarker }, Cancellation);
        Assert.Equal(["a", "a-1"], first.S3Objects.Select(o => o.Key));
        Assert.Equal((["a.1"], ["a/"]), (second.S3Objects.Select(o => o.Key).ToList(), second.CommonPrefixes), PageComparer);

        var after = await Pool.S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = Bucket, StartAfter = "a/2", MaxKeys = 1 }, Cancellation);
        Assert.Equal("a/b/3", Assert.Single(after.S3Objects).Key);
    }

    [Fact]
    public async Task A_listing_tells_size_and_etag_and_counts_nothing_for_no_keys()
    {
        var page = await Pool.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = "c" }, Cancellation);
        var listed = Assert.Single(page.S3Objects);
        Assert.Equal((3L, (await Pool.S3.GetObjectMetadataAsync(Bucket, "c", Cancellation)).ETag), (listed.Size, listed.ETag));
        var none = await Pool.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 0 }, Cancellation);
        Assert.Equal((0, false), (none.KeyCount, none.IsTruncated));
    }

    [Theory]
    [InlineData("?allow-unordered=true", HttpStatusCode.OK)]
    [InlineData("?list-type=2&allow-unordered=true", HttpStatusCode.OK)]
    [InlineData("?allow-unordered=true&delimiter=/", HttpStatusCode.BadRequest)]
    [InlineData("?list-type=2&allow-unordered=true&delimiter=/", HttpStatusCode.BadRequest)]
    public async Task Who_asks_for_no_order_is_given_one_and_no_delimiter(string query, HttpStatusCode status)
    {
        using var request = new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Get, new Uri(Pool.Address, "/lake" + query)));
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        Assert.Equal(status, answer.StatusCode);
        if (status != HttpStatusCode.OK) Assert.Equal("InvalidArgument", await CodeOf(answer));
        else Assert.Equal(Keys.Length, (await answer.Content.ReadAsStringAsync(Cancellation)).Split("<Contents>").Length - 1);
    }

    [Fact]
    public async Task A_bucket_tells_how_much_it_holds_where_it_is_asked()
    {
        using var request = new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Head, new Uri(Pool.Address, "/lake?read-stats=true")));
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        Assert.Equal([$"{Keys.Length}"], answer.Headers.GetValues("x-rgw-object-count"));
        Assert.Equal([$"{3 * Keys.Length}"], answer.Headers.GetValues("x-rgw-bytes-used"));
        using var plain = new TestSigner().Sign(new HttpRequestMessage(HttpMethod.Head, new Uri(Pool.Address, "/lake")));
        Assert.False((await Pool.Http.SendAsync(plain, Cancellation)).Headers.Contains("x-rgw-object-count"));
    }

    private static IEqualityComparer<(List<string>, List<string>)> PageComparer { get; } =
        EqualityComparer<(List<string> Keys, List<string> Prefixes)>.Create((x, y) =>
            x.Keys.SequenceEqual(y.Keys) && x.Prefixes.SequenceEqual(y.Prefixes));
}
