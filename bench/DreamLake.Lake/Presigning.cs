using System.Net.Http.Json;
using DreamLake.Protocol;

namespace DreamLake.Lake;

/// <summary>Presigning 10,000 parts with their checksums in one call.</summary>
internal static class Presigning
{
    private const int Parts = 10_000;

    public static Task MeasureAsync(string folder, int runs) =>
        FreshLake.MeasureAsync("presigning 10,000 parts, first call of a fresh lake", runs, "presigning-once", folder);

    public static async Task CallAsync(HostedLake lake)
    {
        var numbers = Enumerable.Range(1, Parts).ToArray();
        var checksums = numbers.ToDictionary(number => $"{number}", _ => "yZRlqg==");
        var request = new SignPartsRequest("upload-1", "alice/bench/staging/0123456789abcdef", numbers, checksums);
        using var content = JsonContent.Create(request, ProtocolJson.Default.SignPartsRequest);
        using var answer = await lake.Client.PostAsync("/videos/upload/multipart/parts", content);
        var bytes = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        if (bytes.Length < Parts * 100) throw new InvalidOperationException("These are not 10,000 addresses.");
    }
}
