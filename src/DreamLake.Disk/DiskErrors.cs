namespace DreamLake.Disk;

/// <summary>What an error of the file system means, told by its code and never by its text.</summary>
public static class DiskErrors
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    /// <summary>Whether the disk, or the quota on it, is full.</summary>
    public static bool IsFull(Exception fault) => fault is IOException { HResult:
        28 or 122 or 69 // ENOSPC; EDQUOT on Linux and on macOS
        or unchecked((int)0x80070070) or unchecked((int)0x80070027) }; // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL

    /// <summary>Whether this process, or the whole system, has as many files open as it may.</summary>
    public static bool IsOutOfFiles(Exception fault) => fault is IOException { HResult:
        24 or 23 // EMFILE, ENFILE
        or unchecked((int)0x80070004) }; // ERROR_TOO_MANY_OPEN_FILES

    /// <summary>
    /// Whether another program has the file open and shares it with nobody: on Windows a virus scanner does so for moments.
    /// </summary>
    /// <remarks>Replacing a file that is open is refused there as a missing right.</remarks>
    public static bool IsHeldByAnother(Exception fault) =>
        fault is IOException { HResult: SharingViolation or LockViolation }
            || (OperatingSystem.IsWindows() && fault is UnauthorizedAccessException);
}
