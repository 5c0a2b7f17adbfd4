using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Protocol;

namespace DreamLake.Lake;

/// <summary>Complete of 1 MiB, which is verified before it is answered, beside the same where the queue verifies it later.</summary>
internal static class CompleteCost
{
    private const int Size = 1024 * 1024;
    private const int CallsInARun = 40;
    private const string Road = "/videos/upload/multipart/";

    public static async Task MeasureAsync(string folder, int runs)
    {
        await using var now = await HostedLake.StartAsync(Path.Combine(folder, "complete-now"));
        await using var later = await HostedLake.StartAsync(
            Path.Combine(folder, "complete-later"), options => options with { VerifiedAtOnce = -1 });
        var verified = new Figures("Complete of 1 MiB, verified before its answer");
        var unverified = new Figures("the same, verified later");
        foreach (var lake in new[] { now, later })
        {
            await lake.S3.PutBucketAsync(HostedLake.Bucket);
            // Once for nothing: what is compiled on first use is no part of it.
            await CompleteAsync(lake);
        }

        for (var call = 0; call < runs * CallsInARun; call++)
        {
            verified.Add(await CompleteAsync(now));
            unverified.Add(await CompleteAsync(later));
        }

        verified.Write("bar: 0.020 s");
        unverified.Write();
    }

    /// <summary>Stores a content of its own; the seconds that Complete took.</summary>
    private static async Task<double> CompleteAsync(HostedLake lake)
    {
        var content = RandomNumberGenerator.GetBytes(Size);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var init = new InitRequest("alice", "bench", sha256[..16], "video/mp4", sha256, Size);
        var upload = await PostAsync(lake.Client, "init", init, ProtocolJson.Default.InitResponse);
        var urls = await PostAsync(
            lake.Client, "parts", new SignPartsRequest(upload.UploadId, upload.Key, [1]), ProtocolJson.Default.SignPartsResponse);
        using var anonymous = new HttpClient();
        using var put = await anonymous.PutAsync(new Uri(urls.Urls["1"]), new ByteArrayContent(content));
        var complete = new CompleteRequest(upload.UploadId, upload.Key, [new PartDone(1, put.EnsureSuccessStatusCode().Headers.ETag!.Tag)]);
        var watch = Stopwatch.StartNew();
        await PostAsync(lake.Client, "complete", complete, ProtocolJson.Default.SuccessResponse);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<T> PostAsync<T>(HttpClient client, string call, object message, JsonTypeInfo<T> type)
    {
        using var content = JsonContent.Create(message, ProtocolJson.Default.GetTypeInfo(message.GetType())!);
        using var answer = await client.PostAsync(Road + call, content);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(type))!;
    }
}
