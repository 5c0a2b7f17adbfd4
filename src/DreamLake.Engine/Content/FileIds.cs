using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Engine.Content;

/// <summary>The number by which the file system knows a file, which .NET does not tell: it changes when another file is moved into its place.</summary>
internal static partial class FileIds
{
    private const int AtCurrentFolder = -100;
    private const int OfTheHandleItself = 0x1000;
    private const uint InodeMask = 0x100;

    /// <summary>The id of the file at a path, or null where the system tells none.</summary>
    public static string? Of(string path) =>
        OperatingSystem.IsLinux() ? OnLinux(AtCurrentFolder, path, 0) : OperatingSystem.IsWindows() ? OnWindows(path) : null;

    /// <summary>The id of an open file, wherever its path leads by now; null where the system tells none (only Linux is asked).</summary>
    public static string? Of(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? OnLinux((int)file.DangerousGetHandle(), "", OfTheHandleItself) : null;

    private static string? OnLinux(int folder, string path, int flags)
    {
        // statx: the one stat call whose structure is the same on every architecture.
        Span<byte> stat = stackalloc byte[256];
        try
        {
            if (StatX(folder, path, flags, InodeMask, stat) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var inode = MemoryMarshal.Read<ulong>(stat[32..]);
        var major = MemoryMarshal.Read<uint>(stat[136..]);
        var minor = MemoryMarshal.Read<uint>(stat[140..]);
        return $"{major:x}:{minor:x}:{inode:x}";
    }

    private static string? OnWindows(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> information = stackalloc byte[52];
        if (!GetFileInformationByHandle(handle, information)) return null;
        return $"{MemoryMarshal.Read<uint>(information[28..]):x}:{MemoryMarshal.Read<ulong>(information[44..]):x}";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> stat);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle handle, Span<byte> information);
}
