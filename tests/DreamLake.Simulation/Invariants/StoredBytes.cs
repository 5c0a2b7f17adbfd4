using System.Security.Cryptography;
using System.Text.Json;
using DreamLake.Simulation.Disk;
using DreamLake.Simulation.Lake;
using DreamLake.Simulation.Network;

namespace DreamLake.Simulation.Invariants;

/// <summary>
/// What is visible in the pool is there whole; and bytes of which a client was told success are there from then on, whoever sends what.
/// </summary>
internal sealed class StoredBytes(Verdict verdict, SimulatedDisk disk)
{
    private const string Manifest = ".object";
    private readonly Dictionary<string, string> _promised = new(StringComparer.Ordinal);

    /// <summary>A file of the lake was changed.</summary>
    public void OnChange(string path)
    {
        if (path.EndsWith(Manifest, StringComparison.Ordinal) && disk.BytesOf(path) is { } manifest && Read(manifest) is null)
            verdict.Break("An object is visible in the pool whose bytes are not all there.");
    }

    /// <summary>A client was told that an upload is complete.</summary>
    public void OnCarriedOut(Exchange exchange, SentParts parts)
    {
        foreach (var call in exchange.Calls("/upload/multipart/complete").Where(call => call.Succeeded))
            TakePromise(exchange.Process, call.Body, parts);
    }

    private void TakePromise(string process, byte[] complete, SentParts parts)
    {
        using var body = JsonDocument.Parse(complete);
        if (parts.Of(body.RootElement.GetProperty("uploadId").GetString()!) is not { } sent) return;
        var named = body.RootElement.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32());
        if (!named.All(sent.ContainsKey)) return;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var number in named) hash.AppendData(sent[number]);
        _promised[Convert.ToHexStringLower(hash.GetHashAndReset())] = process;
    }

    /// <summary>All that was ever called complete is there.</summary>
    public void CheckAll()
    {
        if (_promised.Count == 0) return;
        var there = Stored();
        foreach (var (sha256, process) in _promised)
        {
            if (!there.Contains(sha256)) verdict.Break($"{process} was told that its upload is complete, and its bytes are gone.");
        }
    }

    /// <summary>The keys of all objects in the pool.</summary>
    public IEnumerable<string> Keys() => Manifests().Select(manifest =>
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.GetProperty("key").GetString()!;
    });

    /// <summary>The SHA-256 of all contents that the pool has whole.</summary>
    public IReadOnlySet<string> Stored() => Manifests().Select(Read).OfType<byte[]>()
        .Select(bytes => Convert.ToHexStringLower(SHA256.HashData(bytes))).ToHashSet(StringComparer.Ordinal);

    private IEnumerable<byte[]> Manifests() => disk.FilesBelow($"{SimulatedLake.PoolFolder}/{SimulatedLake.Bucket}/objects")
        .Where(file => file.Path.EndsWith(Manifest, StringComparison.Ordinal)).Select(file => file.Bytes);

    private byte[]? Read(byte[] manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        var content = document.RootElement.GetProperty("contentId").GetString();
        var bytes = new List<byte>();
        foreach (var part in document.RootElement.GetProperty("parts").EnumerateArray())
        {
            var size = part.GetProperty("size").GetInt32();
            var path = $"{SimulatedLake.PoolFolder}/{SimulatedLake.Bucket}/content/{content}/{part.GetProperty("file").GetString()}";
            if (disk.BytesOf(path) is not { } file || file.Length < size) return null;
            bytes.AddRange(file[..size]);
        }

        return [.. bytes];
    }
}
