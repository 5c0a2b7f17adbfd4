namespace DreamLake.Engine.Content;

/// <summary>What tells whether a file is still the one that was hashed: size, last write and, where the system has one, its id.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">UTC.</param>
/// <param name="FileId">Device and file number, or null where the system tells none.</param>
public sealed record FileIdentity(long Size, DateTimeOffset LastWrite, string? FileId)
{
    /// <summary>Looks at a file.</summary>
    /// <exception cref="FileNotFoundException">There is none at this path (a folder is none).</exception>
    public static FileIdentity Of(string path)
    {
        var info = new FileInfo(path);
        return info.Exists
            ? new FileIdentity(info.Length, new DateTimeOffset(info.LastWriteTimeUtc), FileIds.Of(path))
            : throw new FileNotFoundException("There is no such file.", path);
    }

    /// <summary>What differs between two looks at a file, in words; null where nothing does. An id that one of them lacks is not compared.</summary>
    public string? DifferenceTo(FileIdentity now) =>
        Size != now.Size ? $"its size was {Size:N0} bytes and is {now.Size:N0}"
        : LastWrite != now.LastWrite ? $"it was last written at {LastWrite:u} and now at {now.LastWrite:u}"
        : FileId is not null && now.FileId is not null && FileId != now.FileId ? "another file was put in its place"
        : null;
}
