using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>
/// A lease for reading: Linux refuses it as long as any process has the file open for writing, which it tells in no other way without a
/// look at all processes.
/// </summary>
internal static class LinuxLease
{
    // From fcntl.h and signal.h, the same on all processors that .NET runs on.
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int ForReading = 0;
    private const int DoNotWait = 0x800;
    private const int IgnoredSignal = 23; // SIGURG

    /// <summary>
    /// Whether a process has the file open for writing; null where the file system, or the file's owner, lets nobody ask.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static bool? IsRefused(string path)
    {
        using var file = Open(path);
        var descriptor = (int)file.DangerousGetHandle();
        // Who opens the file for writing while the lease is held has the kernel send a signal; the usual one would end this process.
        if (UnixCalls.Fcntl(descriptor, SetSignal, IgnoredSignal) != 0) return null;
        // The lease goes with the descriptor, a moment later.
        if (UnixCalls.Fcntl(descriptor, SetLease, ForReading) == 0) return false;
        return Marshal.GetLastPInvokeError() == UnixCalls.HeldByAnother ? true : null;
    }

    private static SafeFileHandle Open(string path)
    {
        int descriptor;
        while ((descriptor = UnixCalls.Open(path, UnixCalls.ReadOnly | UnixCalls.CloseInChildren | DoNotWait)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != UnixCalls.Interrupted) throw UnixCalls.Fault(error, path);
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }
}
