using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class S3FaultTests
{
    private const string Key = "alice/robotics/staging/abc123def4567890";
    private static readonly object Init = new { owner = "alice", project = "robotics", hash = "abc123def4567890", contentType = "video/mp4" };
    private static readonly object Complete = new { uploadId = "x", key = Key, parts = new[] { new { partNumber = 1, etag = "\"a\"" } } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(507, "InsufficientStorage", HttpStatusCode.InsufficientStorage, "the staging pool is full")]
    [InlineData(403, "QuotaExceeded", HttpStatusCode.InsufficientStorage, "the staging pool is full")]
    [InlineData(403, "InvalidAccessKeyId", HttpStatusCode.BadGateway, "admin")]
    [InlineData(403, "SignatureDoesNotMatch", HttpStatusCode.BadGateway, "admin")]
    [InlineData(404, "NoSuchBucket", HttpStatusCode.BadGateway, "NoSuchBucket")]
    [InlineData(503, "SlowDown", HttpStatusCode.ServiceUnavailable, "SlowDown")]
    [InlineData(500, "InternalError", HttpStatusCode.ServiceUnavailable, "InternalError")]
    [InlineData(400, "SomethingNew", HttpStatusCode.BadGateway, "SomethingNew")]
    public async Task What_S3_refuses_says_whose_fault_it_is(int status, string code, HttpStatusCode expected, string says)
    {
        await using var s3 = await StubS3.RefusingAsync(status, code);
        await using var bss = await BssHost.StartAsync(s3.Address);
        await bss.KnowAsync("x", Key);
        using var alice = bss.Client();
        Assert.Contains(says, await alice.SendAsync("/videos/upload/multipart/init", Init)
            .RefusedAsync(expected), StringComparison.Ordinal);
        Assert.Contains(says, await alice.SendAsync("/videos/upload/multipart/complete", Complete)
            .RefusedAsync(expected), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_S3_that_is_not_there_is_503_with_retry_after()
    {
        var s3 = await StubS3.RefusingAsync(500, "InternalError");
        await using var bss = await BssHost.StartAsync(s3.Address);
        await s3.DisposeAsync();
        using var alice = bss.Client();
        using var answer = await alice.SendAsync("/videos/upload/multipart/init", Init);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("S3 does not answer", await Task.FromResult(answer)
            .RefusedAsync(HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        await alice.GetAsync($"/videos/upload/multipart/parts-done?uploadId=x&key={Key}", Cancellation)
            .RefusedAsync(HttpStatusCode.ServiceUnavailable);
        await alice.SendAsync("/videos", new { name = "/a.mp4", owner = "alice", project = "robotics", stagingHash = "abc123def4567890" })
            .RefusedAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Wrong_credentials_for_the_real_pool_are_502_with_advice()
    {
        var lake = new Lake();
        await lake.InitializeAsync();
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, secretKey: "not-the-secret-of-the-pool");
        using var alice = bss.Client();
        Assert.Contains("secret key", await alice.SendAsync("/videos/upload/multipart/init", Init)
            .RefusedAsync(HttpStatusCode.BadGateway), StringComparison.Ordinal);
        await alice.SendAsync("/videos", new { name = "/a.mp4", owner = "alice", project = "robotics", stagingHash = "abc123def4567890" })
            .RefusedAsync(HttpStatusCode.BadGateway);
        await lake.DisposeAsync();
    }

    [Fact]
    public async Task Cephs_NoSuchKey_for_an_upload_that_is_gone_means_expired()
    {
        await using var s3 = await StubS3.RefusingAsync(404, "NoSuchKey");
        await using var bss = await BssHost.StartAsync(s3.Address);
        await bss.KnowAsync("x", Key);
        using var alice = bss.Client();
        var done = await alice.ReadAsync($"/videos/upload/multipart/parts-done?uploadId=x&key={Key}");
        Assert.Equal("""{"expired":true,"parts":[]}""", done.GetRawText());
        Assert.Contains("NoSuchUpload", await alice.SendAsync("/videos/upload/multipart/complete", Complete)
            .RefusedAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);
        await alice.PostAsync("/videos/upload/multipart/abort", new { uploadId = "x", key = Key });
    }

    [Fact]
    public async Task Cephs_empty_ETag_of_a_completed_upload_is_no_error_and_an_error_inside_a_200_is_one()
    {
        var answer = """<CompleteMultipartUploadResult><Location>x</Location><Bucket>lake</Bucket><Key>k</Key><ETag></ETag></CompleteMultipartUploadResult>""";
        await using var s3 = await StubS3.StartAsync(context => HttpMethods.IsGet(context.Request.Method)
            ? AnswerAsync(context, Page(1, 1, truncated: false))
            : AnswerAsync(context, answer));
        await using var bss = await BssHost.StartAsync(s3.Address);
        await bss.KnowAsync("x", Key);
        using var alice = bss.Client();
        // It is completed; what this S3 then gives back is no content at all, and found out.
        Assert.Contains("S3 gives back", await alice.SendAsync("/videos/upload/multipart/complete", Complete)
            .RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);

        await bss.KnowAsync("y", Key);
        answer = "<Error><Code>InternalError</Code><Message>of the test</Message></Error>";
        await alice.SendAsync("/videos/upload/multipart/complete", new { uploadId = "y", key = Key, parts = new[] { new { partNumber = 1, etag = "\"a\"" } } }).RefusedAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Ten_thousand_parts_are_listed_within_the_budget()
    {
        var asked = 0;
        await using var s3 = await StubS3.StartAsync(context =>
        {
            if (context.Request.Query.ContainsKey("uploadId")) asked++;
            var after = int.TryParse(context.Request.Query["part-number-marker"], out var marker) ? marker : 0;
            return AnswerAsync(context, Page(after + 1, 1000, truncated: after + 1000 < 10_000));
        });
        await using var bss = await BssHost.StartAsync(s3.Address);
        await bss.KnowAsync("x", Key);
        using var alice = bss.Client();
        var done = await alice.ReadAsync($"/videos/upload/multipart/parts-done?uploadId=x&key={Key}");
        Assert.Equal(Enumerable.Range(1, 10_000), done.GetProperty("parts")
            .EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32()));
        Assert.Equal(10, asked);
    }

    private static Task AnswerAsync(HttpContext context, string xml)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync("""<?xml version="1.0" encoding="UTF-8"?>""" + xml);
    }

    private static string Page(int first, int count, bool truncated)
    {
        var xml = new StringBuilder($"<ListPartsResult><IsTruncated>{(truncated ? "true" : "false")}</IsTruncated>");
        for (var i = first; i < first + count; i++)
            xml.Append($"<Part><PartNumber>{i}</PartNumber><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>10485760</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Part>");
        return xml.Append("</ListPartsResult>").ToString();
    }
}
