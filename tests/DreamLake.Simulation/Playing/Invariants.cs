using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DreamLake.Engine;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Lake;

namespace DreamLake.Simulation.Playing;

/// <summary>What has to hold at every moment of a schedule, and at its end. The first that does not is kept.</summary>
internal sealed class Invariants(SimulatedLake lake, Story story)
{
    private static readonly string[] Secrets = ["X-Amz-Signature", "x-amz-signature", "Bearer ", "&sig="];
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);

    /// <summary>What did not hold first; null while all holds.</summary>
    public string? Broken { get; private set; }

    /// <summary>A state on the disk is a whole document that holds no secret, after every single change.</summary>
    public void OnDiskChange(SimulatedDisk disk, string path)
    {
        if (!path.StartsWith(Client.StateFolder, StringComparison.Ordinal) || !path.EndsWith(".json", StringComparison.Ordinal)) return;
        if (disk.BytesOf(path) is not { } bytes) return;
        CheckSecrets(path, Encoding.UTF8.GetString(bytes));
        try
        {
            using var state = JsonDocument.Parse(bytes);
            foreach (var name in (string[])["uploadId", "key", "totalParts", "completedParts"])
            {
                if (!state.RootElement.TryGetProperty(name, out _)) Break($"The state '{path}' lacks {name}.");
            }
        }
        catch (JsonException fault)
        {
            Break($"The state '{path}' is no whole document: {fault.Message}");
        }
    }

    /// <summary>A part that S3 has taken, and of which the client was told so, is not sent again by the same process.</summary>
    public void OnPartStored(string process, string uploadId, string partNumber)
    {
        if (!_sent.Add($"{process} {uploadId} {partNumber}")) Break($"{process} sent part {partNumber} of one upload twice, and no answer was lost.");
    }

    /// <summary>No secret is told to anybody.</summary>
    public void CheckSecrets(string where, string? text)
    {
        if (text is null) return;
        foreach (var secret in Secrets.Append(lake.Token))
        {
            if (text.Contains(secret, StringComparison.Ordinal)) Break($"{where} holds a secret.");
        }
    }

    /// <summary>A run told its results: they are true.</summary>
    public async Task CheckResultsAsync(IEnumerable<UploadResult> results, SimulatedDisk disk, HttpClient reader, HttpClient anonymous)
    {
        foreach (var result in results)
        {
            CheckSecrets("An error", result.Error?.ToString());
            if (result.Outcome == UploadOutcome.Stored) await CheckStoredAsync(result, disk, reader, anonymous);
        }
    }

    /// <summary>Nothing stands in the lake twice.</summary>
    public async Task CheckRegisteredOnceAsync(string space, HttpClient reader)
    {
        var assets = await ListAsync(space, reader);
        var named = assets.GroupBy(asset => (Text(asset, "name"), Text(asset, "hash") ?? Text(asset, "bssVideoId")));
        foreach (var twins in named.Where(group => group.Count() > 1))

            Break($"{twins.Key} is registered {twins.Count()} times.");
    }

    private async Task CheckStoredAsync(UploadResult result, SimulatedDisk disk, HttpClient reader, HttpClient anonymous)
    {
        if (disk.BytesOf(result.Request.Path) is not { } file) return;
        // A file that was written to since is not the one that was stored.
        if (Convert.ToHexStringLower(SHA256.HashData(file))[..16] != result.Hash) return;
        var told = await reader.GetFromJsonAsync<JsonElement>(new Uri(SimulatedLake.BssAddress, $"/videos/{result.BssId}/download"));
        // The address carries its own permission, and S3 takes no token.
        using var get = new HttpRequestMessage(HttpMethod.Get, Text(told, "url"));
        using var stored = await anonymous.SendAsync(get);
        if (!stored.IsSuccessStatusCode) Break($"'{result.Request.Path}' was called stored, and its bytes answer {(int)stored.StatusCode}.");
        else if (!(await stored.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(file))
        {
            Break($"'{result.Request.Path}' was called stored, and the lake holds other bytes.");
        }

        // By its id: a later content of the same name stands before it in the listing.
        using var asset = await reader.GetAsync(new Uri(SimulatedLake.ServerAddress, $"/assets/video/{result.AssetId}"));
        if (!asset.IsSuccessStatusCode) Break($"'{result.Request.Path}' was called stored, and its asset answers {(int)asset.StatusCode}.");
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(string space, HttpClient reader)
    {
        using var answer =
            await reader.GetAsync(new Uri(SimulatedLake.ServerAddress, $"/assets/video?namespace=alice&space={space}&episode=run-042"));
        // Nothing was stored: the space is not there.
        if (answer.StatusCode == HttpStatusCode.NotFound) return [];
        return await answer.Content.ReadFromJsonAsync<List<JsonElement>>() ?? [];
    }

    private static string? Text(JsonElement asset, string name) => asset.TryGetProperty(name, out var value) ? value.ToString() : null;

    private void Break(string what)
    {
        if (Broken is not null) return;
        Broken = what;
        story.Tell("invariant", what);
    }
}
