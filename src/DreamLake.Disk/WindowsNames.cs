namespace DreamLake.Disk;

/// <summary>What Windows tells of a name, links not followed.</summary>
internal static class WindowsNames
{
    private const int FileExists = unchecked((int)0x80070050);
    private const int AlreadyExists = unchecked((int)0x800700B7);

    public static NameStatus Of(string path)
    {
        if (File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint))
            return new NameStatus(new FileStatus(FileKind.Other, 0, default, null, null), 1, IsLink: true);
        if (Directory.Exists(path)) return new NameStatus(PortableStatus.Of(path), 1, IsLink: false);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new NameStatus(
            WindowsStatus.Of(file), WindowsStatus.NamesOf(file) ?? throw new PlatformNotSupportedException(), IsLink: false);
    }

    public static bool TryMoveToFree(string path, string newPath)
    {
        try
        {
            File.Move(path, newPath, overwrite: false);
            return true;
        }
        catch (IOException fault) when (fault.HResult is FileExists or AlreadyExists)
        {
            return false;
        }
    }
}
