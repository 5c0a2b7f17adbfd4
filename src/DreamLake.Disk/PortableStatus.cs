namespace DreamLake.Disk;

/// <summary>What .NET itself tells of a path: neither change time nor id, and pipes look like files.</summary>
internal static class PortableStatus
{
    public static FileStatus Of(string path)
    {
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is { } target) file = new FileInfo(target.FullName);
        if (Directory.Exists(file.FullName))
        {
            return new FileStatus(FileKind.Folder, 0, new DateTimeOffset(Directory.GetLastWriteTimeUtc(file.FullName)), null, null);
        }

        if (!file.Exists) throw new FileNotFoundException($"There is no file '{path}'.", path);
        return new FileStatus(FileKind.File, file.Length, new DateTimeOffset(file.LastWriteTimeUtc), null, null);
    }
}
