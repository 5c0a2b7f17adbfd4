using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests;

/// <summary>What a stranger puts into an upload's fields.</summary>
public sealed class HostileUploadTests(Lake lake)
{
    private const string Key = "alice/hostile/staging/abc123def4567890";
    private const int MiB = 1024 * 1024;
    private readonly HttpClient _alice = lake.Bss.Client();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("&"), InlineData("x&x-amz-acl=public-read"), InlineData("x%26x-amz-acl=public-read"), InlineData("a\nb"), InlineData("x?y#z"), InlineData("\u00fc")]
    public async Task An_upload_id_that_no_S3_gives_is_refused_by_every_call(string uploadId)
    {
        (string Call, object Body)[] calls =
        [
            ("parts", new { uploadId, key = Key, partNumbers = new[] { 1 } }),
            ("complete", new { uploadId, key = Key, parts = new[] { new { partNumber = 1, etag = "a" } } }),
            ("abort", new { uploadId, key = Key }),
        ];
        foreach (var (call, body) in calls)
            Assert.Matches("uploadId", await _alice.SendAsync($"/videos/upload/multipart/{call}", body)
                .RefusedAsync(HttpStatusCode.BadRequest));
        await _alice.GetAsync($"/videos/upload/multipart/parts-done?uploadId={Uri.EscapeDataString(uploadId)}&key={Key}", Cancellation).RefusedAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/upload/multipart/init", MiB)]
    [InlineData("/upload/multipart/abort", MiB)]
    [InlineData("", MiB)]
    [InlineData("/upload/multipart/parts", 4 * MiB)]
    [InlineData("/upload/multipart/complete", 4 * MiB)]
    public async Task A_body_is_read_up_to_its_bound_and_no_further(string path, int bound)
    {
        foreach (var isChunked in new[] { false, true })
        {
            using var within = await PostAsync(path, bound - 100, isChunked);
            Assert.Equal(HttpStatusCode.BadRequest, within.StatusCode);
            await PostAsync(path, bound + 1000, isChunked).RefusedAsync(HttpStatusCode.RequestEntityTooLarge);
            await PostAsync(path, 5 * bound, isChunked).RefusedAsync(HttpStatusCode.RequestEntityTooLarge);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, int size, bool isChunked)
    {
        var body = Encoding.ASCII.GetBytes("{\"other\":\"" + new string('x', size) + "\"}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/videos" + path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = isChunked;
        return await _alice.SendAsync(request, Cancellation);
    }
}
