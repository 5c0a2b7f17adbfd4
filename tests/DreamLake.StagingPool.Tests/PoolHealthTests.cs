using System.Net;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>An unsigned <c>/healthz</c> and <c>/readyz</c> ask how the pool is; signed, they are buckets like others.</summary>
public sealed class PoolHealthTests : PoolTests
{
    [Fact]
    public async Task Unsigned_it_is_alive_and_ready()
    {
        foreach (var (path, word) in new[] { ("/healthz", "alive"), ("/readyz", "ready") })
        {
            using var answer = await Pool.Http.GetAsync(new Uri(Pool.Address, path), Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal($$"""{"status":"{{word}}"}""", await answer.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_told_and_the_pool_stays_alive()
    {
        Directory.Delete(Folder, recursive: true);
        await File.WriteAllTextAsync(Folder, "no folder", Cancellation);
        using (var answer = await Pool.Http.GetAsync(new Uri(Pool.Address, "/readyz"), Cancellation))
        {
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("\"notReached\":[\"pool folder\"]", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Folder, text, StringComparison.Ordinal);
        }

        using var alive = await Pool.Http.GetAsync(new Uri(Pool.Address, "/healthz"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        File.Delete(Folder);
        Directory.CreateDirectory(Folder);
    }

    [Fact]
    public async Task Signed_they_are_buckets()
    {
        await Pool.S3.PutBucketAsync("healthz", Cancellation);
        Assert.Contains((await Pool.S3.ListBucketsAsync(Cancellation)).Buckets, bucket => bucket.BucketName == "healthz");
        Assert.Empty((await Pool.S3.ListObjectsV2Async(new() { BucketName = "healthz" }, Cancellation)).S3Objects ?? []);
    }
}
