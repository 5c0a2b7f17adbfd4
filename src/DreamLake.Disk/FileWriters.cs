namespace DreamLake.Disk;

/// <summary>Who is writing a file at this moment.</summary>
public static class FileWriters
{
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Whether a process, this one included, has a file open for writing. It opens the file for reading for a moment.</summary>
    /// <returns>Null where the system does not tell: on macOS, on most network file systems, and of another user's file on Linux.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static bool? HasAny(string path) =>
        OperatingSystem.IsLinux() ? LinuxLease.IsRefused(path)
        : OperatingSystem.IsWindows() ? IsShared(path)
        : IsReadable(path);

    // Windows lets nobody read alone while another writes.
    private static bool IsShared(string path)
    {
        try
        {
            using var alone = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return false;
        }
        catch (IOException fault) when (fault.HResult == SharingViolation)
        {
            return true;
        }
    }

    private static bool? IsReadable(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return null;
    }
}
