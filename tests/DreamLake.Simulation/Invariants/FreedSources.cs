using System.Security.Cryptography;
using DreamLake.Simulation.Disk;

namespace DreamLake.Simulation.Invariants;

/// <summary>No source is removed unless the lake holds its very bytes at that moment.</summary>
/// <param name="disk">A client's disk.</param>
/// <param name="lake">What the lake holds.</param>
/// <param name="verdict">Told what does not hold.</param>
internal sealed class FreedSources(SimulatedDisk disk, StoredBytes lake, Verdict verdict)
{
    private const string Aside = ".dreamlake-freeing-";
    private readonly Dictionary<string, byte[]> _aside = new(StringComparer.Ordinal);

    /// <summary>The SHA-256 of what was removed.</summary>
    public ISet<string> Removed { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether any file was ever taken from its name: a power cut right after may leave neither of its two names.</summary>
    public bool HasTakenAny { get; private set; }

    /// <summary>Something was changed at a path.</summary>
    public void OnChange(string path)
    {
        var name = Path.GetFileName(path);
        if (name.EndsWith(".mp4", StringComparison.Ordinal) && disk.BytesOf(path) is null)
            verdict.Break($"'{path}' was removed under its own name, by which another file may be hit.");
        if (!name.StartsWith(Aside, StringComparison.Ordinal)) return;
        HasTakenAny = true;
        if (disk.BytesOf(path) is { } bytes) _aside[path] = bytes;
        else if (_aside.Remove(path, out var gone)) Check(Convert.ToHexStringLower(SHA256.HashData(gone)));
    }

    private void Check(string sha256)
    {
        Removed.Add(sha256);
        if (!lake.Stored().Contains(sha256)) verdict.Break("A source was removed, and the lake does not hold its bytes.");
    }
}
