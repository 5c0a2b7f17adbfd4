using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>What macOS tells of a name, links not followed, and of an open file.</summary>
internal static partial class MacNames
{
    private static bool IsIntel => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static NameStatus Of(string path)
    {
        Span<byte> stat = stackalloc byte[256];
        var result = IsIntel ? NameStatWithLargeInodes(path, stat) : NameStat(path, stat);
        return result == 0 ? Read(stat) : throw UnixCalls.Fault(Marshal.GetLastPInvokeError(), path);
    }

    public static NameStatus OfOpen(int descriptor)
    {
        Span<byte> stat = stackalloc byte[256];
        var result = IsIntel ? OpenStatWithLargeInodes(descriptor, stat) : OpenStat(descriptor, stat);
        return result == 0 ? Read(stat) : throw UnixCalls.Fault(Marshal.GetLastPInvokeError(), "");
    }

    private static NameStatus Read(ReadOnlySpan<byte> stat) => new(
        MacStatus.Layout.Read(stat),
        MemoryMarshal.Read<ushort>(stat[6..]),
        UnixStat.IsLink(MemoryMarshal.Read<ushort>(stat[4..])));

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NameStat(string path, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NameStatWithLargeInodes(string path, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int OpenStat(int descriptor, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int OpenStatWithLargeInodes(int descriptor, Span<byte> stat);
}
