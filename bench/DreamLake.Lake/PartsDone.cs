using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Protocol;

namespace DreamLake.Lake;

/// <summary><c>parts-done</c> of an upload that has all its 10,000 parts.</summary>
/// <remarks>They are one byte each: what a part holds is not listed.</remarks>
internal static class PartsDone
{
    private const int Parts = 10_000;
    private const int PutsAtOnce = 64;
    private const string Road = "/videos/upload/multipart/";

    public static async Task MeasureAsync(string folder, int runs)
    {
        folder = Path.Combine(folder, "parts-done");
        await using var lake = await HostedLake.StartAsync(folder);
        await lake.S3.PutBucketAsync(HostedLake.Bucket);
        var upload = await StoreAsync(lake.Client);
        var address = $"{Road}parts-done?uploadId={Uri.EscapeDataString(upload.UploadId!)}&key={Uri.EscapeDataString(upload.Key!)}";
        await FreshLake.MeasureAsync("parts-done of 10,000 parts, first call of a fresh lake", runs, "parts-done-once", folder, address);
        await CallAsync(lake, address);
        var warm = new Figures("parts-done of 10,000 parts, later calls");
        for (var run = 0; run < runs; run++)
        {
            var watch = Stopwatch.StartNew();
            await CallAsync(lake, address);
            warm.Add(watch.Elapsed.TotalSeconds);
        }

        warm.Write();
    }

    public static async Task CallAsync(HostedLake lake, string address)
    {
        var answer = await lake.Client.GetFromJsonAsync(address, ProtocolJson.Default.PartsDoneResponse);
        if (answer?.Parts?.Count != Parts) throw new InvalidOperationException($"{answer?.Parts?.Count} parts were listed.");
    }

    private static async Task<InitResponse> StoreAsync(HttpClient client)
    {
        var init = new InitRequest("alice", "bench", "0123456789abcdef", "video/mp4");
        var upload = await PostAsync(client, "init", init, ProtocolJson.Default.InitResponse);
        var sign = new SignPartsRequest(upload.UploadId, upload.Key, [.. Enumerable.Range(1, Parts)]);
        var urls = await PostAsync(client, "parts", sign, ProtocolJson.Default.SignPartsResponse);
        // Without the token: a presigned address is a signature, and S3 takes one only.
        using var anonymous = new HttpClient();
        await Parallel.ForEachAsync(urls.Urls.Values, new ParallelOptions
        {
            MaxDegreeOfParallelism = PutsAtOnce,
        }, async (url, cancellationToken) =>
        {
            using var content = new ByteArrayContent([1]);
            using var answer = await anonymous.PutAsync(new Uri(url), content, cancellationToken);
            answer.EnsureSuccessStatusCode();
        });
        return upload;
    }

    private static async Task<T> PostAsync<T>(HttpClient client, string call, object message, JsonTypeInfo<T> type)
    {
        using var content = JsonContent.Create(message, ProtocolJson.Default.GetTypeInfo(message.GetType())!);
        using var answer = await client.PostAsync(Road + call, content);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(type))!;
    }
}
