using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>The listing of multipart uploads that are under way.</summary>
public sealed class UploadListingTests : PoolTests
{
    [Fact]
    public async Task Uploads_under_way_are_listed_in_order_and_paged()
    {
        var ids = new List<string>();
        foreach (var key in (string[])["b", "a", "a", "other"]) ids.Add(await Pool.StartUploadAsync(key, Cancellation));

        var first =
            await Pool.S3.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket, MaxUploads = 1 }, Cancellation);
        var rest = await Pool.S3.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = Bucket, KeyMarker = first.NextKeyMarker,
            UploadIdMarker = first.NextUploadIdMarker }, Cancellation);

        Assert.Equal([ids[1], ids[2], ids[0], ids[3]], first.MultipartUploads.Concat(rest.MultipartUploads).Select(u => u.UploadId));
        Assert.True(first.IsTruncated);
        var prefixed =
            await Pool.S3.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket, Prefix = "o" }, Cancellation);
        Assert.Equal(["other"], prefixed.MultipartUploads.Select(u => u.Key));
    }

    [Theory]
    [InlineData("", "/", "a,a,e", "b/,c/")]
    [InlineData("b/", "/", "b/1", "b/x/")]
    [InlineData("", "x", "a,a,b/1,c/1,e", "b/x")]
    [InlineData("c", "/", "", "c/")]
    public async Task A_delimiter_gathers_uploads(string prefix, string delimiter, string keys, string prefixes)
    {
        foreach (var key in (string[])["e", "c/1", "b/x/2", "b/x/1", "b/1", "a", "a"]) await Pool.StartUploadAsync(key, Cancellation);
        foreach (var most in (int[])[1000, 1])
        {
            var (found, common) = (new List<string>(), new List<string>());
            var request = new ListMultipartUploadsRequest
            {
                BucketName = Bucket,
                Prefix = prefix,
                Delimiter = delimiter,
                MaxUploads = most,
            };
            for (var hasMore = true; hasMore;)
            {
                var page = await Pool.S3.ListMultipartUploadsAsync(request, Cancellation);
                found.AddRange((page.MultipartUploads ?? []).Select(u => u.Key));
                common.AddRange(page.CommonPrefixes ?? []);
                hasMore = page.IsTruncated == true;
                (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
            }

            Assert.Equal((keys, prefixes), (string.Join(',', found), string.Join(',', common)));
        }
    }
}
