using DreamLake.Disk;

namespace DreamLake.Engine.Content;

/// <summary>
/// What tells whether a file is still the one that was hashed, without reading it: size, times and, where the system has one, its id.
/// </summary>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">When it was last written, as whoever wrote it says. UTC.</param>
/// <param name="FileId">Device and file number, or null where the system tells none.</param>
/// <param name="Changed">When anything of it last changed, by the system's own word, which no program can put back; null where the system
/// tells none. UTC.</param>
internal sealed record FileIdentity(long Size, DateTimeOffset LastWrite, string? FileId, DateTimeOffset? Changed)
{
    // File systems tell times to 2 s at the coarsest: a file written closer to its hashing may have changed unseen.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    /// <summary>Looks at the file that a path leads to, on this machine's disk; of a link, at what it links to.</summary>
    /// <exception cref="FileNotFoundException">There is none at this path.</exception>
    /// <exception cref="IOException">It is a folder, a pipe or a device, or cannot be looked at.</exception>
    public static FileIdentity Of(string path) => Of(new LocalDisk(), path);

    /// <summary>Likewise, on any disk.</summary>
    internal static FileIdentity Of(IDisk disk, string path) => Of(disk.Status(path));

    /// <summary>Of a look that was taken.</summary>
    /// <exception cref="IOException">It was at a folder, a pipe or a device.</exception>
    internal static FileIdentity Of(FileStatus status) => status.Kind == FileKind.File
        ? new FileIdentity(status.Size, status.LastWrite, status.Id, status.Changed)
        : throw new IOException("It is a folder, a pipe or a device, and no file.");

    /// <summary>Whether the system tells all that surely tells one file from another.</summary>
    public bool IsTold => Changed is not null && FileId is not null;

    /// <summary>What shows that the bytes are others now, in words; null where nothing shows it.</summary>
    /// <remarks>
    /// The id and the change time prove nothing: a new name, other rights or another number of the same file change them and no byte.
    /// Where they alone differ, the bytes decide: see <see cref="IsSurely"/>.
    /// </remarks>
    public string? DifferenceTo(FileIdentity now) =>
        Size != now.Size ? $"its size was {Size:N0} bytes and is {now.Size:N0}"
        : LastWrite != now.LastWrite ? $"it was last written at {LastWrite:u} and now at {now.LastWrite:u}"
        : null;

    /// <summary>All that differs of its size, its last write and its id, in words; null where none of them does.</summary>
    public string? DifferencesTo(FileIdentity now)
    {
        var differences = new List<string>();
        if (DifferenceTo(now) is { } difference) differences.Add(difference);
        if (Size != now.Size && LastWrite != now.LastWrite)
            differences.Add($"it was last written at {LastWrite:u} and now at {now.LastWrite:u}");
        if (FileId != now.FileId) differences.Add($"its id was {FileId ?? "not told"} and is {now.FileId ?? "not told"}");
        return differences.Count == 0 ? null : string.Join(", and ", differences);
    }

    /// <summary>Whether it is the same file with the same bytes: all is alike, and the system tells of changes at all.</summary>
    public bool IsSurely(FileIdentity now) => IsTold && this == now;

    /// <summary>Whether a hash that was begun at a time is sure to be of these bytes: nothing was written so close to it.</summary>
    /// <remarks>
    /// A change time after the hashing began means that the file system's clock runs ahead of ours: its times prove nothing then.
    /// </remarks>
    public bool IsSettledBy(DateTimeOffset hashedAt) => LastWrite <= hashedAt - Settled && Changed <= hashedAt;
}
