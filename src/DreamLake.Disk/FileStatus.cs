namespace DreamLake.Disk;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>A file with bytes.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, a socket or a device: opening it may wait for ever.</summary>
    Other,
}

/// <summary>What the system tells of a file without opening it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">When its bytes were last written, as whoever wrote it last says: programs may set it. UTC.</param>
/// <param name="Changed">When anything of it last changed, bytes, names or rights, by the system's own word; null where it tells none.
/// UTC.</param>
/// <param name="Id">What tells it from every other file of the machine; null where the system tells none.</param>
public readonly record struct FileStatus(FileKind Kind, long Size, DateTimeOffset LastWrite, DateTimeOffset? Changed, string? Id);
