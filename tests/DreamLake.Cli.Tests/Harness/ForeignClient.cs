using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace DreamLake.Cli.Tests.Harness;

/// <summary>A client that tells 16 digits of a content's hash and no more, as those in use do.</summary>
public sealed class ForeignClient(ServingLake lake)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];

    /// <summary>Begins an upload and PUTs its bytes as parts of 10 MiB; the body of its Complete.</summary>
    public async Task<JsonObject> SendAsync(string space, byte[] content)
    {
        var body = new { owner = "alice", project = space, hash = HashOf(content), contentType = "application/octet-stream" };
        var upload = await PostAsync("/labels/upload/multipart/init", body);
        var (uploadId, key) = (upload["uploadId"]!.ToString(), upload["key"]!.ToString());
        var parts = new JsonArray();
        using var anonymous = new HttpClient();
        foreach (var part in content.Chunk(10 * 1024 * 1024))
        {
            var number = parts.Count + 1;
            var urls = await PostAsync("/labels/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { number } });
            using var put = await anonymous.PutAsync(urls["parts"]![$"{number}"]!.ToString(), new ByteArrayContent(part), Cancellation);
            put.EnsureSuccessStatusCode();
            parts.Add(new JsonObject { ["partNumber"] = number, ["etag"] = put.Headers.ETag!.Tag });
        }

        return new JsonObject { ["uploadId"] = uploadId, ["key"] = key, ["parts"] = parts };
    }

    /// <summary>Completes; what the lake answered.</summary>
    public async Task<HttpStatusCode> CompleteAsync(JsonObject complete)
    {
        using var answer = await lake.Http.PostAsJsonAsync(new Uri(lake.Bss, "/labels/upload/multipart/complete"), complete, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>Registers at BSS and reads back: the medium's id, and the bytes that the lake serves of it.</summary>
    public async Task<(string Id, byte[] Content)> RegisterAsync(string space, byte[] content)
    {
        var body = new { name = "/foreign.jsonl", owner = "alice", project = space, stagingHash = HashOf(content) };
        var medium = await PostAsync("/labels", body);
        return (medium["id"]!.ToString(), await DownloadAsync(medium["id"]!.ToString()));
    }

    /// <summary>The bytes that the lake serves of a medium.</summary>
    public async Task<byte[]> DownloadAsync(string id)
    {
        var download = await lake.Http.GetFromJsonAsync<JsonObject>(new Uri(lake.Bss, $"/labels/{id}/download"), Cancellation);
        using var anonymous = new HttpClient();
        return await anonymous.GetByteArrayAsync(download!["url"]!.ToString(), Cancellation);
    }

    private async Task<JsonObject> PostAsync(string path, object body)
    {
        using var answer = await lake.Http.PostAsJsonAsync(new Uri(lake.Bss, path), body, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
    }
}
