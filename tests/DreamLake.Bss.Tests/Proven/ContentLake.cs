using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// The pair of contents that share 16 digits, and uploads by hand: with the whole digest, or without as clients in use do.
/// </summary>
internal static class ContentLake
{
    public const string PairHash = "698e2c2c915a9a0b";
    public static readonly byte[] A = "{\"id\":\"3ad3724e365c26c2\"}\n"u8.ToArray();
    public static readonly byte[] B = "{\"id\":\"eed10703d6643970\"}\n"u8.ToArray();
    private static readonly HttpClient Anonymous = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static Task<JsonElement> InitAsync(this HttpClient client, string project, byte[] content, bool tellsDigest) =>
        client.PostAsync("/labels/upload/multipart/init", InitOf(project, content, tellsDigest));

    /// <summary>The body of an init.</summary>
    public static object InitOf(string project, byte[] content, bool tellsDigest)
    {
        var (hash, contentType) = (Digest(content)[..16], "application/jsonl");
        return tellsDigest
            ? new { owner = "alice", project, hash, contentType, sha256 = Digest(content), size = content.Length }
            : (object)new { owner = "alice", project, hash, contentType };
    }

    /// <summary>Begins an upload and PUTs its one part; the body of its Complete.</summary>
    public static async Task<object> SendPartAsync(
        this HttpClient client, string project, byte[] promised, bool tellsDigest, byte[]? sent = null)
    {
        var upload = await client.InitAsync(project, promised, tellsDigest);
        var (uploadId, key) = (upload.GetProperty("uploadId").GetString()!, upload.GetProperty("key").GetString()!);
        Assert.Equal($"alice/{project}/staging/{Digest(promised)[..16]}", key);
        var etag = await client.PutPartAsync(uploadId, key, sent ?? promised);
        return new { uploadId, key, parts = new[] { new { partNumber = 1, etag } } };
    }

    /// <summary>PUTs part 1; its ETag.</summary>
    public static async Task<string> PutPartAsync(this HttpClient client, string uploadId, string key, byte[] content)
    {
        var urls = await client.PostAsync("/labels/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1 } });
        using var put = await Anonymous.PutAsync(urls.GetProperty("1").GetString(), new ByteArrayContent(content), Cancellation);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancellation));
        return put.Headers.ETag!.Tag;
    }

    public static Task<HttpResponseMessage> CompleteAsync(this HttpClient client, object body) =>
        client.SendAsync("/labels/upload/multipart/complete", body);

    /// <summary>Uploads whole; the status of its Complete.</summary>
    public static async Task<HttpStatusCode> UploadAsync(this HttpClient client, string project, byte[] content, bool tellsDigest)
    {
        using var answer = await client.CompleteAsync(await client.SendPartAsync(project, content, tellsDigest));
        return answer.StatusCode;
    }

    /// <summary>Registers; BSS's id, or the status of the refusal.</summary>
    public static async Task<(HttpStatusCode Status, string? Id)> RegisterAsync(
        this HttpClient client, string project, byte[] content, bool tellsDigest, string name = "/a.jsonl")
    {
        using var answer = await client.SendAsync("/labels", RegistrationOf(project, content, tellsDigest, name));
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? JsonDocument.Parse(body).RootElement.GetProperty("id").GetString() : null);
    }

    /// <summary>The body of a registration.</summary>
    public static object RegistrationOf(string project, byte[] content, bool tellsDigest, string name = "/a.jsonl") => tellsDigest
        ? new { name, owner = "alice", project, stagingHash = Digest(content)[..16], sha256 = Digest(content), size = content.Length }
        : (object)new { name, owner = "alice", project, stagingHash = Digest(content)[..16] };

    /// <summary>Registers what is there; BSS's id.</summary>
    public static async Task<string> RegisteredAsync(
        this HttpClient client, string project, byte[] content, bool tellsDigest, string name = "/a.jsonl")
    {
        var (status, id) = await client.RegisterAsync(project, content, tellsDigest, name);
        Assert.Equal(HttpStatusCode.OK, status);
        return id!;
    }

    /// <summary>Uploads and registers; BSS's id.</summary>
    public static async Task<string> StoredAsync(this HttpClient client, string project, byte[] content, bool tellsDigest)
    {
        Assert.Equal(HttpStatusCode.OK, await client.UploadAsync(project, content, tellsDigest));
        return await client.RegisteredAsync(project, content, tellsDigest);
    }

    /// <summary>The two fields that name the upload of a Complete's body.</summary>
    public static (string UploadId, string Key) NamesOf(object complete)
    {
        dynamic body = complete;
        return (body.uploadId, body.key);
    }

    public static async Task<byte[]> DownloadAsync(this HttpClient client, string id)
    {
        var url = (await client.ReadAsync($"/labels/{id}/download")).GetProperty("url").GetString();
        return await Anonymous.GetByteArrayAsync(url, Cancellation);
    }

    public static async Task AssertServesAsync(this HttpClient client, string? id, byte[] content)
    {
        Assert.NotNull(id);
        Assert.Equal(Encoding.UTF8.GetString(content), Encoding.UTF8.GetString(await client.DownloadAsync(id)));
    }

    /// <summary>The status of a medium, once it is one of some words.</summary>
    public static async Task<JsonElement> StatusAsync(this HttpClient client, string id, Func<JsonElement, bool> until)
    {
        while (true)
        {
            var status = (await client.ReadAsync($"/labels/status?ids={id}"))[0];
            if (until(status)) return status;
            await Task.Delay(20, Cancellation);
        }
    }
}
