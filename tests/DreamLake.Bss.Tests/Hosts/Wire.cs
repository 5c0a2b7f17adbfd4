using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace DreamLake.Bss.Tests.Hosts;

/// <summary>The protocol by hand, as a client of any language sends it.</summary>
internal static class Wire
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];

    /// <summary>Posts JSON.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(path, body, Cancellation);

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} and not {(int)expected}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> PostAsync(this HttpClient client, string path, object body) =>
        await (await client.SendAsync(path, body)).ReadAsync();

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path) =>
        await (await client.GetAsync(path, Cancellation)).ReadAsync();

    /// <summary>The detail of a problem of a status.</summary>
    public static async Task<string> RefusedAsync(this Task<HttpResponseMessage> answering, HttpStatusCode expected)
    {
        var response = await answering;
        var problem = await response.ReadAsync(expected);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>Puts content into the pool by the protocol, in one part; its hash.</summary>
    public static Task<string> StoreAsync(
        this Lake lake, string prefix, string owner, string project, byte[] content, string contentType = "application/octet-stream") =>
        lake.StoreAsync(lake.Bss, prefix, owner, project, content, contentType);

    /// <summary>The same, by another BSS on the pool.</summary>
    public static async Task<string> StoreAsync(
        this Lake lake, BssHost bss, string prefix, string owner, string project, byte[] content, string contentType)
    {
        using var client = bss.Client(owner);
        var hash = HashOf(content);
        var upload = await client.PostAsync($"{prefix}/upload/multipart/init", new { owner, project, hash, contentType });
        var (uploadId, key) = (upload.GetProperty("uploadId").GetString(), upload.GetProperty("key").GetString());
        var urls = await client.PostAsync($"{prefix}/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1 } });
        var etag = await lake.PutAsync(urls.GetProperty("1").GetString()!, content);
        await client.PostAsync(
            $"{prefix}/upload/multipart/complete", new { uploadId, key, parts = new[] { new { partNumber = 1, etag } } });
        return hash;
    }

    /// <summary>PUTs a part; its ETag.</summary>
    public static async Task<string> PutAsync(this Lake lake, string url, byte[] content)
    {
        using var response = await lake.Anonymous.PutAsync(url, new ByteArrayContent(content), Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        return response.Headers.ETag!.Tag;
    }

    /// <summary>Stores and registers text; the answer.</summary>
    public static async Task<HttpResponseMessage> RegisterAsync(this Lake lake, string prefix, string project, string name, string text)
    {
        var stagingHash = await lake.StoreAsync(prefix, "alice", project, Encoding.UTF8.GetBytes(text));
        using var client = lake.Bss.Client();
        return await client.SendAsync(prefix, new { name, owner = "alice", project, stagingHash });
    }
}
