using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Engine.Content;

/// <summary>The number by which Windows knows a file, which .NET does not tell.</summary>
internal static partial class WindowsFileId
{
    /// <summary>Volume and file number of an open file; null elsewhere than on Windows, or where the volume has none.</summary>
    public static string? Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows()) return null;
        Span<byte> information = stackalloc byte[52];
        return GetFileInformationByHandle(file, information)
            ? $"{MemoryMarshal.Read<uint>(information[28..]):x}:{MemoryMarshal.Read<ulong>(information[44..]):x}"
            : null;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, Span<byte> information);
}
