namespace DreamLake.Engine.Content;

/// <summary>What tells whether a file is still the one that was hashed: size, last write and, where the system has one, its id.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">UTC.</param>
/// <param name="FileId">Device and file number, or null where the system tells none.</param>
public sealed record FileIdentity(long Size, DateTimeOffset LastWrite, string? FileId)
{
    /// <summary>Looks at the file that a path leads to; of a link, at what it links to.</summary>
    /// <exception cref="FileNotFoundException">There is none at this path.</exception>
    /// <exception cref="IOException">It is a folder, a pipe or a device, or cannot be looked at.</exception>
    public static FileIdentity Of(string path)
    {
        if (LinuxStat.Of(path) is { } stat)
            return stat.IsFile ? new FileIdentity(stat.Size, stat.LastWrite, stat.Id) : throw new IOException("It is a folder, a pipe or a device, and no file.");
        if (!File.Exists(path)) throw new FileNotFoundException("There is no such file.", path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new FileIdentity(RandomAccess.GetLength(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file)), WindowsFileId.Of(file));
    }

    /// <summary>What differs between two looks at a file, in words; null where nothing does. An id that one of them lacks is not compared.</summary>
    public string? DifferenceTo(FileIdentity now) =>
        Size != now.Size ? $"its size was {Size:N0} bytes and is {now.Size:N0}"
        : LastWrite != now.LastWrite ? $"it was last written at {LastWrite:u} and now at {now.LastWrite:u}"
        : FileId is not null && now.FileId is not null && FileId != now.FileId ? "another file was put in its place"
        : null;
}
