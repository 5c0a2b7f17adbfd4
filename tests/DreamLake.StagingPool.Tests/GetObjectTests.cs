using System.Globalization;
using System.Net;
using Amazon.S3;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>Ranges, conditions and the headers that an answer is given by its address.</summary>
public sealed class GetObjectTests : PoolTests
{
    private const int PartSize = 5 * Mebibyte;
    private readonly byte[] _content = Bytes(2 * PartSize + 100);
    private string _etag = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var upload = await Pool.StartUploadAsync("k", Cancellation);
        var parts =
            await Task.WhenAll(_content.Chunk(PartSize).Select((bytes, i) => Pool.PutPartAsync("k", upload, i + 1, bytes, Cancellation)));
        _etag = (await Pool.CompleteAsync("k", upload, Cancellation, parts)).ETag;
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=5242875-5242884", 5242875, 10)]
    [InlineData("bytes=5242880-10485760", 5242880, 5242881)]
    [InlineData("bytes=10485860-", 10485860, 0)]
    [InlineData("bytes=10485850-", 10485850, 10)]
    [InlineData("bytes=-7", 10485853, 7)]
    [InlineData("bytes=-99999999", 0, 10485860)]
    [InlineData("bytes=10-99999999", 10, 10485850)]
    public async Task A_range_is_answered_across_parts(string range, int offset, int count)
    {
        using var answer = await GetAsync(("Range", range));
        if (count == 0)
        {
            Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange"), (answer.StatusCode, await CodeOf(answer)));
            Assert.Equal($"bytes */{_content.Length}", answer.Content.Headers.ContentRange!.ToString());
            return;
        }

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {offset}-{offset + count - 1}/{_content.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(_content[offset..(offset + count)], await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=9-5")]
    [InlineData("bytes=x-y")]
    [InlineData("lines=1-2")]
    public async Task A_range_that_s3_does_not_follow_is_answered_with_the_whole(string range)
    {
        using var answer = await GetAsync(("Range", range));
        Assert.Equal((HttpStatusCode.OK, _content.Length), (answer.StatusCode, (int)answer.Content.Headers.ContentLength!));
    }

    [Fact]
    public async Task An_empty_object_has_no_range()
    {
        await Pool.PutAsync("empty", [], Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, Pool.Presign(HttpVerb.GET, "empty"));
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-");
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
    }

    [Fact]
    public async Task Conditions_are_held_against_the_etag_and_the_date()
    {
        var later = DateTimeOffset.UtcNow.AddMinutes(5).ToString("R", CultureInfo.InvariantCulture);
        var earlier = DateTimeOffset.UtcNow.AddMinutes(-5).ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.OK, await StatusOf(("If-Match", _etag)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusOf(("If-Match", "\"other\"")));
        Assert.Equal(HttpStatusCode.NotModified, await StatusOf(("If-None-Match", _etag)));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(("If-None-Match", "\"other\"")));
        Assert.Equal(HttpStatusCode.NotModified, await StatusOf(("If-Modified-Since", later)));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(("If-Modified-Since", earlier)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusOf(("If-Unmodified-Since", earlier)));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(("If-Match", _etag), ("If-Unmodified-Since", earlier)));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(("If-None-Match", "\"other\""), ("If-Modified-Since", later)));
    }

    [Fact]
    public async Task A_write_may_ask_that_nothing_be_there()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Pool.Presign(HttpVerb.PUT, "k")) { Content = new ByteArrayContent([1]) };
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        using var answer = await Pool.Http.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "PreconditionFailed"), (answer.StatusCode, await CodeOf(answer)));
        Assert.Equal(_content.Length, (await Pool.S3.GetObjectMetadataAsync(Bucket, "k", Cancellation)).ContentLength);
    }

    [Fact]
    public async Task An_address_can_name_the_file_that_a_browser_saves()
    {
        var url = Pool.Presign(HttpVerb.GET, "k", r =>
        {
            r.ResponseHeaderOverrides.ContentDisposition = "attachment; filename=\"run 01.mp4\"";
            r.ResponseHeaderOverrides.ContentType = "video/mp4";
        });
        using var answer = await Pool.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(["attachment; filename=\"run 01.mp4\""], answer.Content.Headers.NonValidated["Content-Disposition"]);
        Assert.Equal("video/mp4", answer.Content.Headers.ContentType!.MediaType);
    }

    private async Task<HttpStatusCode> StatusOf(params (string Name, string Value)[] headers)
    {
        using var answer = await GetAsync(headers);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Pool.Presign(HttpVerb.GET, "k"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Pool.Http.SendAsync(request, Cancellation);
    }
}
