using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>What Windows tells of a path; the change time and the file's number only of an open file.</summary>
internal static partial class WindowsStatus
{
    private const int BasicInformation = 0;

    public static FileStatus Of(string path)
    {
        var status = PortableStatus.Of(path);
        if (status.Kind != FileKind.File) return status;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Of(file);
    }

    /// <summary>What is told of an open file.</summary>
    internal static FileStatus Of(SafeFileHandle file) => new(
        FileKind.File, RandomAccess.GetLength(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file)), ChangedOf(file), IdOf(file));

    /// <summary>How many names an open file has; null where it is not told.</summary>
    internal static long? NamesOf(SafeFileHandle file)
    {
        Span<byte> information = stackalloc byte[52];
        return GetFileInformationByHandle(file, information) ? MemoryMarshal.Read<uint>(information[40..]) : null;
    }

    // FILE_BASIC_INFO.ChangeTime; 0 where the volume keeps none.
    private static DateTimeOffset? ChangedOf(SafeFileHandle file)
    {
        Span<byte> information = stackalloc byte[40];
        return GetFileInformationByHandleEx(file, BasicInformation, information, information.Length)
            && MemoryMarshal.Read<long>(information[24..]) is > 0 and var changed
            ? DateTimeOffset.FromFileTime(changed).ToUniversalTime()
            : null;
    }

    private static string? IdOf(SafeFileHandle file)
    {
        Span<byte> information = stackalloc byte[52];
        return GetFileInformationByHandle(file, information)
            ? $"{MemoryMarshal.Read<uint>(information[28..]):x}:{MemoryMarshal.Read<ulong>(information[44..]):x}"
            : null;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandleEx(SafeFileHandle file, int kind, Span<byte> information, int size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, Span<byte> information);
}
