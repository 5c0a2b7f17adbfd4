using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using DreamLake.Engine;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Playing;

namespace DreamLake.Simulation.Invariants;

/// <summary>At the end: what was called stored is there byte for byte, registered once, and seen by nobody else.</summary>
internal sealed class TrueResults(World world) : IDisposable
{
    private readonly HttpClient _http = new(world.Network.From("reader")) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What a person read last is true.</summary>
    public async Task CheckAsync(Client client)
    {
        foreach (var result in client.Results)
        {
            world.Secrets.Check("An error", result.Error?.ToString());
            if (result.IsInLake && !world.Removed.MayBeGone(result.AssetId)) await CheckStoredAsync(result, client.Disk, client.Owner);
        }
    }

    /// <summary>What was called removed is in the lake under its very name, proven by its whole SHA-256, and was removed by that.</summary>
    public async Task CheckFreedAsync(Client client, ISet<string> removed)
    {
        foreach (var freed in client.Freed.Where(freed => !world.Removed.HasTouched(freed.Name!.Path)))
        {
            if (!removed.Contains(freed.Sha256!)) world.Verdict.Break($"'{freed.Path}' was called freed, and other bytes were removed.");
            using var answer = await GetAsync(
                new Uri(SimulatedLake.ServerAddress, $"/assets/video?namespace={client.Owner}&space={Client.Space}&episode=run-042"
                    + $"&allVersions=true&prefix={freed.Name!.Path}"), client.Owner);
            var assets = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<List<JsonElement>>() ?? [] : [];
            var isProven = assets.Any(asset => Text(asset, "name") == freed.Name.Path
                && asset.TryGetProperty("verified", out var verified) && Text(verified, "sha256") == freed.Sha256);
            if (!isProven) world.Verdict.Break($"'{freed.Path}' was freed, and the lake has no verified bytes under {freed.Name}.");
        }
    }

    /// <summary>Nothing stands in the lake twice.</summary>
    public async Task CheckRegisteredOnceAsync(string owner)
    {
        using var answer = await GetAsync(
            new Uri(SimulatedLake.ServerAddress, $"/assets/video?namespace={owner}&space={Client.Space}&episode=run-042"), owner);
        // Nothing was stored: the space is not there.
        if (answer.StatusCode == HttpStatusCode.NotFound) return;
        var assets = await answer.Content.ReadFromJsonAsync<List<JsonElement>>() ?? [];
        var named = assets.GroupBy(asset => (Text(asset, "name"), Text(asset, "sha256") ?? Text(asset, "bssId")));
        foreach (var twins in named.Where(group => group.Count() > 1))
            world.Verdict.Break($"{twins.Key} is registered {twins.Count()} times.");
    }

    /// <summary>Another tenant reads nothing of what was stored.</summary>
    public async Task CheckHiddenAsync(Client client, string stranger)
    {
        foreach (var result in client.Results.Where(result => result.IsInLake))
        {
            Uri[] doors =
            [
                new(SimulatedLake.BssAddress, $"/videos/{result.BssId}"),
                new(SimulatedLake.BssAddress, $"/videos/{result.BssId}/download"),
                new(SimulatedLake.ServerAddress, $"/assets/video/{result.AssetId}"),
            ];
            foreach (var door in doors)
            {
                using var answer = await GetAsync(door, stranger);
                if (answer.IsSuccessStatusCode) world.Verdict.Break($"{stranger} can read of a recording of {client.Owner}.");
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task CheckStoredAsync(UploadResult result, SimulatedDisk disk, string owner)
    {
        var path = result.Request.Path;
        if (disk.BytesOf(path) is not { } file) return;
        // A file that was written to since is not the one that was stored.
        if (!Convert.ToHexStringLower(SHA256.HashData(file)).StartsWith(result.Hash!, StringComparison.Ordinal)) return;
        if (!_read.Add($"{result.AssetId} {path}")) return;
        // By its id: a later content of the same name stands before it in the listing.
        using var asset = await GetAsync(new Uri(SimulatedLake.ServerAddress, $"/assets/video/{result.AssetId}"), owner);
        if (!asset.IsSuccessStatusCode)
        {
            world.Verdict.Break($"'{path}' was called stored, and its asset answers {(int)asset.StatusCode}.");
            return;
        }

        var bssId = Text(await asset.Content.ReadFromJsonAsync<JsonElement>(), "bssId");
        using var told = await GetAsync(new Uri(SimulatedLake.BssAddress, $"/videos/{bssId}/download"), owner);
        if (!told.IsSuccessStatusCode)
        {
            world.Verdict.Break($"'{path}' was called stored, and its download answers {(int)told.StatusCode}.");
            return;
        }

        // The address carries its own permission, and S3 takes no token.
        using var get = new HttpRequestMessage(HttpMethod.Get, Text(await told.Content.ReadFromJsonAsync<JsonElement>(), "url"));
        using var stored = await _http.SendAsync(get);
        if (!stored.IsSuccessStatusCode) world.Verdict.Break($"'{path}' was called stored, and its bytes answer {(int)stored.StatusCode}.");
        else if (!(await stored.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(file))
            world.Verdict.Break($"'{path}' was called stored, and the lake holds other bytes.");
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, string owner)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", world.Lake.TokenOf(owner));
        return await _http.SendAsync(request);
    }

    private static string? Text(JsonElement asset, string name) => asset.TryGetProperty(name, out var value) ? value.ToString() : null;
}
