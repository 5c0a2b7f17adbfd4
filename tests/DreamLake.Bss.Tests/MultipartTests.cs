using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class MultipartTests(Lake lake)
{
    private const int PartSize = 5 * 1024 * 1024;
    private readonly HttpClient _alice = lake.Bss.Client();

    public static TheoryData<string> Prefixes => [.. AssetType.All.Select(type => type.BssPrefix)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task An_upload_of_three_parts_lies_in_the_pool_byte_for_byte(string prefix)
    {
        var content = RandomNumberGenerator.GetBytes(2 * PartSize + 7);
        var (uploadId, key, hash) = await InitAsync(prefix, "robotics" + prefix.TrimStart('/'), content);
        Assert.Equal($"alice/robotics{prefix.TrimStart('/')}/staging/{hash}", key);

        var urls = await _alice.PostAsync($"{prefix}/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1, 2, 3 } });
        Assert.Equal(["1", "2", "3", "parts"], urls.EnumerateObject().Select(url => url.Name));
        foreach (var url in urls.GetProperty("parts").EnumerateObject())
        {
            Assert.Equal(urls.GetProperty(url.Name).GetString(), url.Value.GetString());
        }

        Assert.Equal(3, urls.GetProperty("parts").EnumerateObject().Count());
        var etags = new string[3];
        for (var i = 0; i < 3; i++)
            etags[i] = await lake.PutAsync(
                urls.GetProperty($"{i + 1}").GetString()!, content[(i * PartSize)..Math.Min(content.Length, (i + 1) * PartSize)]);

        var done = await _alice.ReadAsync($"{prefix}/upload/multipart/parts-done?uploadId={Uri.EscapeDataString(uploadId)}&key={Uri.EscapeDataString(key)}");
        Assert.False(done.GetProperty("expired").GetBoolean());
        Assert.Equal([(1, etags[0], PartSize), (2, etags[1], PartSize), (3, etags[2], 7)], done.GetProperty("parts").EnumerateArray()
            .Select(part => (part.GetProperty("partNumber").GetInt32(), part.GetProperty("etag").GetString()!, part.GetProperty("size").GetInt32())));

        // Neither the order nor the quotes of the ETags matter.
        var parts = new[] { 3, 1, 2 }.Select(number => new { partNumber = number, etag = etags[number - 1].Trim('"') });
        var completed = await _alice.PostAsync($"{prefix}/upload/multipart/complete", new { uploadId, key, parts });
        Assert.Equal("""{"success":true}""", completed.GetRawText());
        using var stored = await lake.Bss.S3.GetObjectAsync(BssHost.Bucket, key, Cancellation);
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stored.ResponseStream, Cancellation));
        Assert.Equal("video/mp4", stored.Headers.ContentType);
    }

    [Fact]
    public async Task An_empty_file_is_one_empty_part()
    {
        var hash = await lake.StoreAsync("/videos", "alice", "empty", []);
        Assert.Equal(0,
            (await lake.Bss.S3.GetObjectMetadataAsync(BssHost.Bucket, StagingKey.For("alice", "empty", hash), Cancellation)).ContentLength);
    }

    [Fact]
    public async Task Parts_done_pages_past_a_thousand_parts()
    {
        const int Parts = 1005;
        var (uploadId, key, _) = await InitAsync("/videos", "many", "many parts"u8.ToArray());
        foreach (var numbers in Enumerable.Range(1, Parts).Chunk(1000))
        {
            var urls = await _alice.PostAsync("/videos/upload/multipart/parts", new { uploadId, key, partNumbers = numbers });
            await Parallel.ForEachAsync(urls.GetProperty("parts")
                .EnumerateObject(), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation },
                async (url, _) => await lake.PutAsync(url.Value.GetString()!, [1]));
        }

        var done = await _alice.ReadAsync($"/videos/upload/multipart/parts-done?uploadId={uploadId}&key={key}");
        Assert.Equal(Enumerable.Range(1, Parts), done.GetProperty("parts")
            .EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32()));
    }

    [Fact]
    public async Task All_the_parts_of_an_upload_can_be_signed_at_once()
    {
        const int MostParts = 10_000;
        var (uploadId, key, _) = await InitAsync("/videos", "all", "all at once"u8.ToArray());
        var urls =
            await _alice.PostAsync("/videos/upload/multipart/parts", new { uploadId, key, partNumbers = Enumerable.Range(1, MostParts) });
        Assert.Equal(MostParts, urls.GetProperty("parts").EnumerateObject().Count());
        await lake.PutAsync(urls.GetProperty("10000").GetString()!, [1]);
    }

    [Fact]
    public async Task An_upload_that_S3_knows_no_more_is_expired_and_cannot_be_completed_and_can_be_aborted()
    {
        var (uploadId, key, _) = await InitAsync("/audio", "aborted", "gone"u8.ToArray());
        Assert.Equal("""{"success":true}""", (await _alice.PostAsync("/audio/upload/multipart/abort", new { uploadId, key })).GetRawText());
        Assert.Equal("""{"success":true}""", (await _alice.PostAsync("/audio/upload/multipart/abort", new { uploadId, key })).GetRawText());

        var done = await _alice.ReadAsync($"/audio/upload/multipart/parts-done?uploadId={uploadId}&key={key}");
        Assert.Equal("""{"expired":true,"parts":[]}""", done.GetRawText());
        var detail = await _alice.SendAsync("/audio/upload/multipart/complete", new { uploadId, key, parts = new[] { new { partNumber = 1, etag = "\"00\"" } } })
            .RefusedAsync(HttpStatusCode.NotFound);
        Assert.Contains("NoSuchUpload", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_that_S3_does_not_have_or_finds_too_small_are_refused_with_its_code()
    {
        var (uploadId, key, _) = await InitAsync("/videos", "refused", "refused"u8.ToArray());
        var urls = await _alice.PostAsync("/videos/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1, 2 } });
        var etag = await lake.PutAsync(urls.GetProperty("1").GetString()!, [1]);
        await lake.PutAsync(urls.GetProperty("2").GetString()!, [1]);

        var small = await CompleteAsync(uploadId, key, new { partNumber = 1, etag }, new { partNumber = 2, etag })
            .RefusedAsync(HttpStatusCode.UnprocessableEntity);
        Assert.StartsWith("EntityTooSmall", small, StringComparison.Ordinal);
        var wrong = await CompleteAsync(uploadId, key, new { partNumber = 1, etag = "0123456789abcdef0123456789abcdef" })
            .RefusedAsync(HttpStatusCode.Conflict);
        Assert.StartsWith("InvalidPart", wrong, StringComparison.Ordinal);
        await CompleteAsync(uploadId, key, new { partNumber = 3, etag }).RefusedAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Malformed_fields_are_400_and_name_the_field()
    {
        var (uploadId, key, _) = await InitAsync("/videos", "malformed", "malformed"u8.ToArray());
        (string Call, object Body, string Names)[] calls =
        [
            ("init", new { project = "p", hash = "abc123def4567890" }, "owner"),
            ("init", new { owner = "alice", project = "a/b", hash = "abc123def4567890" }, "roject"),
            ("init", new { owner = "alice", project = "..", hash = "abc123def4567890" }, "roject"),
            ("init", new { owner = "alice", project = "p", hash = "XYZ" }, "hash"),
            ("init", new { owner = "alice", project = "p", hash = "abc123def4567890", contentType = "no type" }, "contentType"),
            ("init", new { owner = "alice", project = "p", hash = "abc123def4567890", contentType = "a/b\r\nx: y" }, "contentType"),
            ("init", new { owner = "alice", project = "p", hash = "abc123def4567890", contentType = "video/mp4; title=\"ü\"" }, "contentType"),
            ("init", new { owner = new string('水', 200), project = new string('水', 200), hash = "abc123def4567890", contentType = "video/mp4" }, "longer"),
            ("parts", new { uploadId, key }, "partNumbers"),
            ("parts", new { uploadId, key, partNumbers = Array.Empty<int>() }, "partNumbers"),
            ("parts", new { uploadId, key, partNumbers = new[] { 0 } }, "0 is not a part number"),
            ("parts", new { uploadId, key, partNumbers = new[] { 10_001 } }, "10001"),
            ("parts", new { uploadId, key, partNumbers = Enumerable.Repeat(1, 10_001) }, "at most 10000 parts"),
            ("parts", new { uploadId, key, partNumbers = new[] { 1 }, checksums = new Dictionary<string, string> { ["1"] = "AAAA  ==" } }, "part 1"),
            ("parts", new { uploadId, key = "alice/malformed/other/abc123def4567890", partNumbers = new[] { 1 } }, "key"),
            ("parts", new { key, partNumbers = new[] { 1 } }, "uploadId"),
            ("complete", new { uploadId, key, parts = Array.Empty<object>() }, "parts"),
            ("complete", new { uploadId, key, parts = new object?[] { null } }, "parts"),
            ("complete", new { uploadId, key, parts = new[] { new { partNumber = 1, etag = " " } } }, "etag"),
            ("complete", new { uploadId, key, parts = new[] { new { partNumber = 1, etag = "a" }, new { partNumber = 1, etag = "a" } } }, "twice"),
            ("abort", new { uploadId }, "key"),
        ];
        foreach (var (call, body, names) in calls)
        {
            var detail = await _alice.SendAsync($"/videos/upload/multipart/{call}", body).RefusedAsync(HttpStatusCode.BadRequest);
            Assert.Contains(names, detail, StringComparison.Ordinal);
        }

        await _alice.GetAsync("/videos/upload/multipart/parts-done?key=" + key, Cancellation).RefusedAsync(HttpStatusCode.BadRequest);
        await _alice.PostAsync("/videos/upload/multipart/init", new StringContent("{", null, "application/json"), Cancellation)
            .RefusedAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_content_type_may_be_left_out()
    {
        var answer = await _alice.PostAsync("/videos/upload/multipart/init", new { owner = "alice", project = "untyped", hash = "abc123def4567890" });
        Assert.False(answer.TryGetProperty("checksumAlgorithm", out _));
    }

    [Theory]
    [InlineData("video/webm;codecs=vp8", "video/webm; codecs=vp8")]
    [InlineData("video/mp4;codecs=\"avc1.42E01E, mp4a.40.2\"", "video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"")]
    [InlineData(" text/vtt ;  charset=utf-8", "text/vtt; charset=utf-8")]
    public async Task A_content_type_is_stored_however_it_is_spaced(string told, string stored)
    {
        var content = System.Text.Encoding.UTF8.GetBytes(told);
        var hash = await lake.StoreAsync("/videos", "alice", "types", content, told);
        Assert.Equal(stored, (await lake.Bss.S3.GetObjectMetadataAsync(
            BssHost.Bucket, StagingKey.For("alice", "types", hash), Cancellation)).Headers.ContentType);
    }

    [Fact]
    public async Task A_presigned_address_is_good_for_its_own_part_only()
    {
        var (uploadId, key, _) = await InitAsync("/videos", "signed", "signed"u8.ToArray());
        var url = (await _alice.PostAsync("/videos/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 7 } })).GetProperty("7").GetString()!;
        using var altered = await lake.Anonymous.PutAsync(
            url.Replace("partNumber=7", "partNumber=8", StringComparison.Ordinal), new ByteArrayContent([1]), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, altered.StatusCode);
        await lake.PutAsync(url, [1]);
    }

    private Task<HttpResponseMessage> CompleteAsync(string uploadId, string key, params object[] parts) =>
        _alice.SendAsync("/videos/upload/multipart/complete", new { uploadId, key, parts });

    private async Task<(string UploadId, string Key, string Hash)> InitAsync(string prefix, string project, byte[] content)
    {
        var hash = Wire.HashOf(content);
        JsonElement upload = await _alice.PostAsync($"{prefix}/upload/multipart/init", new { owner = "alice", project, hash, contentType = "video/mp4" });
        return (upload.GetProperty("uploadId").GetString()!, upload.GetProperty("key").GetString()!, hash);
    }
}
