using System.Text;
using DreamLake.Disk;

namespace DreamLake.Engine.Content;

/// <summary>The SHA-256 that a checksum file promises of a file.</summary>
/// <param name="Sha256">64 hex digits, lower case.</param>
/// <param name="Source">The checksum file.</param>
internal sealed record PromisedDigest(string Sha256, string Source);

/// <summary>
/// What checksum files say: <c>NAME.sha256</c> beside a file, else the <c>SHA256SUMS</c> of its folder, as <c>sha256sum</c> writes them.
/// </summary>
/// <remarks>One that cannot be read, is larger than 16 MiB, or names a file twice with two digests, says nothing of it.</remarks>
/// <param name="disk">Where the files are.</param>
internal sealed class ChecksumFiles(IDisk disk)
{
    private const string OfOneFile = ".sha256";
    private const string OfFolder = "SHA256SUMS";
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly object _gate = new();

    // Files come folder by folder: of one folder the digests are kept, so that each of its files does not read them all again.
    private (string Path, FileStatus Status, IReadOnlyDictionary<string, string?> Digests)? _last;

    /// <summary>What is promised of a file; null where nothing is.</summary>
    /// <param name="path">The file.</param>
    public PromisedDigest? Find(string path)
    {
        var fullPath = Path.GetFullPath(path);
        return FindBeside(fullPath) ?? FindInFolder(fullPath);
    }

    private PromisedDigest? FindBeside(string path)
    {
        var source = path + OfOneFile;
        if (StatusOf(source) is not { } status || Read(source, status) is not { } text) return null;
        var digests = ChecksumLines.Read(text);
        // One that was made from elsewhere has the file's path of then; one without a name is of the file that it lies beside.
        var name = Path.GetFileName(path);
        var found = digests.Where(entry => entry.Key.Length == 0 || entry.Key.Split('/', '\\')[^1] == name).Select(entry => entry.Value);
        return found.Distinct().ToArray() is [{ } sha256] ? new PromisedDigest(sha256, source) : null;
    }

    private PromisedDigest? FindInFolder(string path)
    {
        var source = Path.Combine(Path.GetDirectoryName(path)!, OfFolder);
        if (StatusOf(source) is not { } status) return null;
        var sha256 = DigestsOf(source, status).GetValueOrDefault(Path.GetFileName(path));
        return sha256 is null ? null : new PromisedDigest(sha256, source);
    }

    private IReadOnlyDictionary<string, string?> DigestsOf(string source, FileStatus status)
    {
        lock (_gate)
        {
            if (_last is { } last && last.Path == source && last.Status == status) return last.Digests;
            var digests = Read(source, status) is { } text ? ChecksumLines.Read(text) : new Dictionary<string, string?>();
            _last = (source, status, digests);
            return digests;
        }
    }

    private FileStatus? StatusOf(string source)
    {
        try
        {
            return disk.KindOf(source) == FileKind.File ? disk.Status(source) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? Read(string source, FileStatus status)
    {
        if (status.Size > MostBytes) return null;
        try
        {
            using var file = disk.OpenRead(source, isSequential: true);
            var bytes = new byte[status.Size];
            return Encoding.UTF8.GetString(bytes, 0, file.ReadUpTo(bytes, 0));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
