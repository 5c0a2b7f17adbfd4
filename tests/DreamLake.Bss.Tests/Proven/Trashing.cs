using System.Net;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>DreamLake Server's words about media, and uploads that know of contents that are there.</summary>
internal static class Trashing
{
    private static readonly HttpClient Anonymous = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Tells a word of a medium of alice's; the status of the answer.</summary>
    public static async Task<HttpStatusCode> TellAsync(
        this BssHost bss, string id, string state, long version, string owner = "alice", string prefix = "/labels")
    {
        var address = new Uri(bss.Address, $"{prefix}/{id}/trash?namespace={owner}&state={state}&version={version}");
        using var answer = await Anonymous.PostAsync(bss.SignedUrl.Sign("POST", address, TimeSpan.FromMinutes(1)), null, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>Puts a medium into the trash and purges it.</summary>
    public static async Task<HttpStatusCode> PurgeAsync(this BssHost bss, string id, string prefix = "/labels")
    {
        Assert.Equal(HttpStatusCode.NoContent, await bss.TellAsync(id, TrashWord.Trashed, 1, prefix: prefix));
        return await bss.TellAsync(id, TrashWord.Purged, 2, prefix: prefix);
    }

    /// <summary>Begins an upload that tells its digest; whether its bytes have to be sent, and its answer.</summary>
    public static async Task<(bool IsStored, JsonElement Answer)> BeginAsync(this HttpClient client, string project, byte[] content)
    {
        var begun = await client.InitAsync(project, content, tellsDigest: true);
        return (begun.GetProperty("stored").GetBoolean(), begun);
    }

    /// <summary>Uploads as our client does: sends what is not there, registers, and starts over where that says there is nothing.</summary>
    public static async Task<string> StoreAsync(this HttpClient client, string project, byte[] content, string name)
    {
        while (true)
        {
            var (isStored, begun) = await client.BeginAsync(project, content);
            if (!isStored) await client.SendAsync(begun, content);
            var (status, id) = await client.RegisterAsync(project, content, tellsDigest: true, name);
            if (status == HttpStatusCode.OK) return id!;
            Assert.Equal(HttpStatusCode.NotFound, status);
        }
    }

    private static async Task SendAsync(this HttpClient client, JsonElement begun, byte[] content)
    {
        var (uploadId, key) = (begun.GetProperty("uploadId").GetString()!, begun.GetProperty("key").GetString()!);
        var etag = await client.PutPartAsync(uploadId, key, content);
        using var completed = await client.CompleteAsync(new { uploadId, key, parts = new[] { new { partNumber = 1, etag } } });
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
    }
}
