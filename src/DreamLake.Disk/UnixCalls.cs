using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>The calls of the C library that .NET does not offer, and its error codes as exceptions.</summary>
internal static partial class UnixCalls
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int LockAlone = 2;
    public const int LockAtOnce = 4;

    public const int NoPermission = 1; // EPERM
    public const int NothingThere = 2; // ENOENT
    public const int Interrupted = 4; // EINTR
    public const int NameTaken = 17; // EEXIST
    public const int NotOffered = 22; // EINVAL
    private const int NoAccess = 13; // EACCES
    private const int NoFolder = 20; // ENOTDIR

    /// <summary>Closes the descriptor in programs that this one starts.</summary>
    public static int CloseInChildren => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>EWOULDBLOCK, which is EAGAIN: another holds the lock.</summary>
    public static int HeldByAnother => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>ENOSYS: the kernel does not have the call.</summary>
    public static int NoSuchCall => OperatingSystem.IsMacOS() ? 78 : 38;

    /// <summary>The exception that says what an error code says.</summary>
    public static Exception Fault(int error, string path) => error switch
    {
        NothingThere or NoFolder => new FileNotFoundException($"There is no file '{path}'.", path),
        NoAccess or NoPermission => new UnauthorizedAccessException($"Access to '{path}' is denied."),
        _ => new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error),
    };

    /// <summary>Refuses to open what is a link.</summary>
    public static int FollowNoLink => OperatingSystem.IsMacOS() ? 0x100
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>Does not wait at a pipe, or for whoever holds a lease.</summary>
    public static int DoNotWait => OperatingSystem.IsMacOS() ? 4 : 0x800;

    // Without the third argument, which only a call that makes a file has: Apple's processors pass it where a fixed signature does not.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int descriptor, int operation);

    // Fixed where the C library has it open: on Linux both pass an integer alike, and no other system is asked.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string path, string newPath);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string path, string newPath);
}
