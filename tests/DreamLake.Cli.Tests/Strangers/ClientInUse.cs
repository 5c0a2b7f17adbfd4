using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace DreamLake.Cli.Tests.Strangers;

/// <summary>A stand-in for the DreamLake clients that people have, written from the protocol alone: it shares no code with ours.</summary>
/// <remarks>
/// As those do, it signs every part before the first PUT, reads signed addresses under <c>parts</c> and nowhere else, keeps four keys in
/// its state and a <c>folder-*.json</c> beside it, deletes the state after Complete, and stops at the first failure.
/// </remarks>
/// <param name="lake">Where its lake is, and as whom.</param>
/// <param name="states">The folder of states, which it shares with our client.</param>
/// <param name="trusted">The thumbprint of a certificate that it trusts beside the machine's; or null.</param>
internal sealed class ClientInUse(LakeAccess lake, string states, string? trusted = null) : IDisposable
{
    private const int PartSize = 10 * 1024 * 1024;
    private readonly HttpClient _services = new(HandlerTrusting(trusted))
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", lake.Token) },
    };

    private readonly HttpClient _bare = new(HandlerTrusting(trusted));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every address that the lake handed out, as far as its query.</summary>
    public List<Uri> HandedOut { get; } = [];

    /// <summary>The parts that it sent, in all runs.</summary>
    public int PartsSent { get; private set; }

    /// <summary>Uploads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is uploaded as.</param>
    /// <param name="place">The namespace, the space, the episode and the asset's name.</param>
    /// <param name="diesAfter">How many parts are sent before it is gone, with nothing tidied; null for none.</param>
    /// <returns>What DreamLake Server answered to the registration; null where it died.</returns>
    public async Task<JsonNode?> UploadAsync(string path, AssetKind kind, AssetPlace place, int? diesAfter = null)
    {
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var multipart = new Uri(lake.Bss, kind.Prefix + "/upload/multipart/");
        var state = await FindStateAsync(hash, multipart) ?? await InitAsync(multipart, kind, place, hash, bytes.Length);
        if (!await SendAsync(multipart, state, hash, bytes, diesAfter)) return null;
        await PostAsync(new Uri(multipart, "complete"), new()
        {
            ["uploadId"] = state["uploadId"]!.ToString(),
            ["key"] = state["key"]!.ToString(),
            ["parts"] = new JsonArray([.. Done(state).OrderBy(p => (int)p["partNumber"]!).Select(p => p.DeepClone())]),
        });
        File.Delete(StatePath(hash));
        return await RegisterAsync(kind, place, hash);
    }

    /// <summary>Uploads the files of a folder, and keeps its tally of them beside the states.</summary>
    public async Task UploadFolderAsync(string folder, AssetKind kind, AssetPlace place)
    {
        var tally = new JsonObject();
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            await UploadAsync(path, kind, place with { Name = $"{place.Name}/{Path.GetFileName(path)}" });
            tally[Path.GetFileName(path)] = new JsonObject { ["status"] = "done", ["size"] = new FileInfo(path).Length };
            await WriteAsync($"folder-{Path.GetFileName(folder)}.json", new() { ["folder"] = folder, ["files"] = tally.DeepClone() });
        }
    }

    /// <summary>The assets of an episode.</summary>
    public async Task<JsonArray> ListAsync(AssetKind kind, AssetPlace place) =>
        (await GetAsync(new Uri(lake.Server, $"{kind.Route}?{place.Query}"))).AsArray();

    /// <summary>An asset's bytes, by the address that the lake signs.</summary>
    public async Task<byte[]> DownloadAsync(AssetKind kind, AssetPlace place)
    {
        var answer = await GetAsync(new Uri(lake.Server, $"{kind.Route}/download?{place.Query}&path={Uri.EscapeDataString(place.Name)}"));
        return await _bare.GetByteArrayAsync(HandOut(answer["url"]), Cancellation);
    }

    /// <summary>Every segment of the playlist of an asset, by the absolute addresses in it.</summary>
    /// <remarks>A relative line is none that these clients follow.</remarks>
    public async Task<byte[][]> PlayAsync(JsonNode listed)
    {
        var playlist = await _bare.GetStringAsync(HandOut(listed["playlistUrl"]), Cancellation);
        var segments = playlist.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToArray();
        return await Task.WhenAll(segments.Select(line => _bare.GetByteArrayAsync(HandOut(line), Cancellation)));
    }

    public void Dispose()
    {
        _services.Dispose();
        _bare.Dispose();
    }

    private async Task<JsonObject?> FindStateAsync(string hash, Uri multipart)
    {
        if (!File.Exists(StatePath(hash))) return null;
        var found = JsonNode.Parse(await File.ReadAllTextAsync(StatePath(hash), Cancellation))!;
        var query = $"uploadId={Escaped(found, "uploadId")}&key={Escaped(found, "key")}";
        var done = await GetAsync(new Uri(multipart, "parts-done?" + query));
        if ((bool?)done["expired"] == true) return null;
        var parts = done["parts"]!.AsArray()
            .Select(p => (JsonNode)new JsonObject { ["partNumber"] = (int)p!["partNumber"]!, ["etag"] = p["etag"]!.ToString() });
        return State(found["uploadId"]!, found["key"]!, (int)found["totalParts"]!, [.. parts]);
    }

    private async Task<JsonObject> InitAsync(Uri multipart, AssetKind kind, AssetPlace place, string hash, long size)
    {
        var answer = await PostAsync(new Uri(multipart, "init"), new()
        {
            ["owner"] = place.Namespace,
            ["project"] = place.Space,
            ["hash"] = hash,
            ["contentType"] = kind.ContentType,
        });
        var state = State(answer["uploadId"]!, answer["key"]!, Math.Max(1, (int)Math.Ceiling((double)size / PartSize)));
        await WriteAsync(hash + ".json", state);
        return state;
    }

    // True once S3 has every part.
    private async Task<bool> SendAsync(Uri multipart, JsonObject state, string hash, byte[] bytes, int? diesAfter)
    {
        var done = Done(state).Select(p => (int)p["partNumber"]!).ToHashSet();
        var missing = Enumerable.Range(1, (int)state["totalParts"]!).Where(number => !done.Contains(number)).ToArray();
        if (missing.Length == 0) return true;
        var signed = (await PostAsync(new Uri(multipart, "parts"), new()
        {
            ["uploadId"] = state["uploadId"]!.ToString(),
            ["key"] = state["key"]!.ToString(),
            ["partNumbers"] = new JsonArray([.. missing.Select(number => (JsonNode)number)]),
        }))["parts"]!;
        foreach (var number in missing)
        {
            if (diesAfter-- == 0) return false;
            var offset = (number - 1) * PartSize;
            using var body = new ByteArrayContent(bytes, offset, Math.Min(PartSize, bytes.Length - offset));
            var address = HandOut(signed[number.ToString(CultureInfo.InvariantCulture)]);
            using var answer = (await _bare.PutAsync(address, body, Cancellation)).EnsureSuccessStatusCode();
            PartsSent++;
            state["completedParts"]!.AsArray().Add(new JsonObject { ["partNumber"] = number, ["etag"] = answer.Headers.ETag!.Tag });
            await WriteAsync(hash + ".json", state);
        }

        return true;
    }

    private async Task<JsonNode> RegisterAsync(AssetKind kind, AssetPlace place, string hash)
    {
        var media = await PostAsync(new Uri(lake.Bss, kind.Prefix), new()
        {
            ["name"] = place.Name,
            ["owner"] = place.Namespace,
            ["project"] = place.Space,
            ["episodeId"] = place.Episode,
            ["stagingHash"] = hash,
        });
        var asset = await PostAsync(new Uri(lake.Server, kind.Route), new()
        {
            ["namespace"] = place.Namespace,
            ["space"] = place.Space,
            ["episodeName"] = place.Episode,
            ["name"] = place.Name,
            [kind.IdField] = media["id"]!.ToString(),
        });
        using var dispatched = await _bare.PostAsync(HandOut(asset["lambdaUrl"]), content: null, Cancellation);
        dispatched.EnsureSuccessStatusCode();
        return asset;
    }

    private Task<JsonNode> GetAsync(Uri address) => ReadAsync(_services.GetAsync(address, Cancellation));

    private Task<JsonNode> PostAsync(Uri address, JsonObject message) =>
        ReadAsync(_services.PostAsJsonAsync(address, message, Cancellation));

    private static async Task<JsonNode> ReadAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    private Uri HandOut(JsonNode? address) => HandOut(address!.ToString());

    private Uri HandOut(string address)
    {
        var absolute = new Uri(address, UriKind.Absolute);
        HandedOut.Add(new Uri(absolute.GetLeftPart(UriPartial.Path)));
        return absolute;
    }

    private static JsonObject State(JsonNode uploadId, JsonNode key, int totalParts, params JsonNode[] completedParts) => new()
    {
        ["uploadId"] = uploadId.ToString(),
        ["key"] = key.ToString(),
        ["totalParts"] = totalParts,
        ["completedParts"] = new JsonArray(completedParts),
    };

    private static IEnumerable<JsonNode> Done(JsonNode state) => state["completedParts"]!.AsArray().Select(p => p!);

    private static string Escaped(JsonNode state, string key) => Uri.EscapeDataString(state[key]!.ToString());

    private string StatePath(string hash) => Path.Combine(states, hash + ".json");

    private Task WriteAsync(string name, JsonObject document)
    {
        Directory.CreateDirectory(states);
        return File.WriteAllTextAsync(Path.Combine(states, name), document.ToJsonString(), Cancellation);
    }

    private static SocketsHttpHandler HandlerTrusting(string? thumbprint)
    {
        var handler = new SocketsHttpHandler();
        if (thumbprint is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == thumbprint;
        return handler;
    }
}

/// <summary>Where a lake is, and as whom.</summary>
internal sealed record LakeAccess(Uri Bss, Uri Server, string Token);

/// <summary>A row of the protocol's table of types.</summary>
internal sealed record AssetKind(string Prefix, string Route, string IdField, string ContentType)
{
    public static readonly AssetKind Video = new("/videos", "/assets/video", "bssVideoId", "video/mp4");

    public static readonly AssetKind LabelTrack = new("/labels", "/assets/label-track", "bssLabelId", "application/jsonl");
}

/// <summary>Where an asset goes.</summary>
internal sealed record AssetPlace(string Namespace, string Space, string Episode, string Name)
{
    public string Query => $"namespace={Namespace}&space={Space}&episode={Uri.EscapeDataString(Episode)}";
}
