using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>A file that is held open on Windows, and that nobody may open for writing meanwhile.</summary>
internal sealed class WindowsHeldFile : IHeldFile
{
    private readonly SafeFileHandle _file;
    private readonly bool? _hasWriters;

    private WindowsHeldFile(SafeFileHandle file, bool? hasWriters) => (_file, _hasWriters) = (file, hasWriters);

    public long Length => RandomAccess.GetLength(_file);

    public static WindowsHeldFile Open(string path)
    {
        if (File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint)) throw new IOException("It is a link.");
        try
        {
            var alone = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            // Share modes of another machine's files are that machine's affair.
            return new WindowsHeldFile(alone, IsOnNetwork(path) ? null : false);
        }
        catch (IOException fault) when (DiskErrors.IsHeldByAnother(fault))
        {
            var shared = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new WindowsHeldFile(shared, hasWriters: true);
        }
    }

    public NameStatus Status() => new(
        WindowsStatus.Of(_file), WindowsStatus.NamesOf(_file) ?? throw new PlatformNotSupportedException(), IsLink: false);

    public bool? HasWriters() => _hasWriters;

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_file, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException();

    public void Flush() => throw new NotSupportedException();

    public void Dispose() => _file.Dispose();

    private static bool IsOnNetwork(string path)
    {
        var full = Path.GetFullPath(path);
        return full.StartsWith(@"\\", StringComparison.Ordinal)
            || (Path.GetPathRoot(full) is { Length: > 0 } root && new DriveInfo(root).DriveType == DriveType.Network);
    }
}
