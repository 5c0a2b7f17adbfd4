using System.Security.Cryptography;
using DreamLake.Simulation.Disk;

namespace DreamLake.Simulation.Invariants;

/// <summary>No wrong byte stands under a final name, after every single change and after a power cut.</summary>
internal sealed class ReceivedFiles(SimulatedDisk disk, Verdict verdict)
{
    private const string Folder = "/received";

    /// <summary>Where a content is received: the folder says what the file has to be.</summary>
    public static string PathOf(string sha256, string name) => $"{Folder}/{sha256}/{name}";

    /// <summary>Something was changed at a path.</summary>
    public void OnChange(string path)
    {
        if (disk.BytesOf(path) is { } bytes) Check(path, bytes);
    }

    /// <summary>All that is there is what it has to be.</summary>
    public void CheckAll()
    {
        foreach (var (path, bytes) in disk.FilesBelow(Folder)) Check(path, bytes);
    }

    private void Check(string path, byte[] bytes)
    {
        if (!path.StartsWith(Folder, StringComparison.Ordinal)) return;
        if (path.EndsWith(".part", StringComparison.Ordinal) || path.EndsWith(".journal", StringComparison.Ordinal)) return;
        if (Path.GetFileName(Path.GetDirectoryName(path)) != Convert.ToHexStringLower(SHA256.HashData(bytes)))
            verdict.Break($"'{path}' has its final name, and other bytes than its content.");
    }
}
