using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>What macOS tells of a path, in one call.</summary>
internal static partial class MacStatus
{
    internal static readonly UnixStat Layout = new(Mode: 4, Size: 96, LastWrite: 48, Changed: 64, Inode: 8, Device: 0);

    public static FileStatus Of(string path)
    {
        Span<byte> stat = stackalloc byte[256];
        // On Intel's processors the plain name means the structure of before 2007.
        var result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatWithLargeInodes(path, stat) : Stat(path, stat);
        return result == 0 ? Layout.Read(stat) : throw UnixCalls.Fault(Marshal.GetLastPInvokeError(), path);
    }

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatWithLargeInodes(string path, Span<byte> stat);
}
