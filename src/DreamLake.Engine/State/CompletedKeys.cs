using System.Security.Cryptography;
using System.Text;
using DreamLake.Disk;

namespace DreamLake.Engine.State;

/// <summary>
/// Which content this machine completed under which key, at lakes that tell contents apart by 16 digits alone: such a lake would put
/// another content with the same digits in its place, and once the first one's state is gone nothing else tells of it.
/// </summary>
/// <remarks>
/// One line for each, in a file for each first three digits, so that a look costs the same after the millionth. A file keeps its newest
/// lines. They are there after a kill; what a power cut takes is forgotten.
/// </remarks>
/// <param name="disk">The disk.</param>
/// <param name="folder">Where the files are; it is made at the first line.</param>
/// <param name="time">The clock, for how long another process's hold is waited for.</param>
internal sealed class CompletedKeys(IDisk disk, string folder, TimeProvider time)
{
    private const int DigitsOfFile = 3;
    private const int TagLength = 16;

    /// <summary>Bytes of a line: 64 digits of the content, a space, 16 that stand for lake and key, a line break.</summary>
    private const int LineLength = 64 + 1 + TagLength + 1;

    private const int KeptLines = 2048;

    private readonly Gate _gate = new(disk, Path.Combine(folder, "gate"), time);

    /// <summary>Where the line of a content is, or would be.</summary>
    public string FileOf(string sha256) => Path.Combine(folder, sha256[..DigitsOfFile]);

    /// <summary>Whether another content with the same 16 digits was completed under a key.</summary>
    public bool HoldsOther(string lake, string key, string sha256)
    {
        var tag = TagOf(lake, key);
        return Lines(FileOf(sha256)).Exists(line => IsOther(line, tag, sha256));
    }

    /// <summary>A content is about to be completed under a key.</summary>
    /// <returns>False where another one with the same 16 digits was.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public bool TryAdd(string lake, string key, string sha256)
    {
        var line = (Sha256: sha256, Tag: TagOf(lake, key));
        disk.CreatePrivateFolder(folder);
        return _gate.Inside(() =>
        {
            var lines = Lines(FileOf(sha256));
            if (lines.Exists(known => IsOther(known, line.Tag, sha256))) return false;
            if (lines.Contains(line)) return true;
            // Whole or not at all, and cheap: the files are small.
            new DurableFiles(disk, time).ReplaceUnflushed(
                FileOf(sha256), FileOf(sha256) + ".new", stream => stream.Write(Encoding.ASCII.GetBytes(TextOf([.. lines, line]))));
            return true;
        });
    }

    private static bool IsOther((string Sha256, string Tag) line, string tag, string sha256) =>
        line.Tag == tag && line.Sha256[..16] == sha256[..16] && line.Sha256 != sha256;

    private static string TextOf(List<(string Sha256, string Tag)> lines) =>
        string.Concat(lines.Skip(Math.Max(0, lines.Count - KeptLines)).Select(line => $"{line.Sha256} {line.Tag}\n"));

    // Cut by their length: what is none of ours in between is no line, and does no harm.
    private List<(string Sha256, string Tag)> Lines(string path)
    {
        try
        {
            using var file = disk.OpenRead(path);
            var bytes = new byte[Math.Min(file.Length, KeptLines * LineLength)];
            var read = file.ReadUpTo(bytes, 0);
            return [.. Encoding.ASCII.GetString(bytes, 0, read).Split('\n').Where(line => line.Length == LineLength - 1)
                .Select(line => (line[..64], line[^TagLength..]))];
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string TagOf(string lake, string key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{lake}\n{key}")))[..TagLength].ToLowerInvariant();
}
