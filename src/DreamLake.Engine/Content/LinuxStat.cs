using System.Runtime.InteropServices;

namespace DreamLake.Engine.Content;

/// <summary>What Linux tells of the file that a path leads to, links followed, in one call.</summary>
/// <param name="Mode">Kind and rights.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">UTC.</param>
/// <param name="Id">Device and inode.</param>
internal readonly partial record struct LinuxStat(ushort Mode, long Size, DateTimeOffset LastWrite, string Id)
{
    private const int AtCurrentFolder = -100;
    private const int OfTheHandleItself = 0x1000;
    private const uint Basics = 0x7ff;
    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int NanosecondsOfTick = 100;

    /// <summary>Whether it is a file, and no folder, pipe or device.</summary>
    public bool IsFile => (Mode & KindMask) == RegularFile;

    /// <summary>Looks at a path; null where nothing can be told (nothing there, no right to look, not Linux).</summary>
    public static LinuxStat? Of(string path) => OperatingSystem.IsLinux() ? Read(AtCurrentFolder, path, 0) : null;

    /// <summary>Looks at an open file, wherever its path leads by now.</summary>
    public static LinuxStat? Of(SafeHandle file) => OperatingSystem.IsLinux() ? Read((int)file.DangerousGetHandle(), "", OfTheHandleItself) : null;

    private static LinuxStat? Read(int folder, string path, int flags)
    {
        // statx: the one stat call whose structure is the same on every architecture.
        Span<byte> stat = stackalloc byte[256];
        try
        {
            if (StatX(folder, path, flags, Basics, stat) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var lastWrite = DateTimeOffset.FromUnixTimeSeconds(MemoryMarshal.Read<long>(stat[112..])).AddTicks(MemoryMarshal.Read<uint>(stat[120..]) / NanosecondsOfTick);
        var id = $"{MemoryMarshal.Read<uint>(stat[136..]):x}:{MemoryMarshal.Read<uint>(stat[140..]):x}:{MemoryMarshal.Read<ulong>(stat[32..]):x}";
        return new LinuxStat(MemoryMarshal.Read<ushort>(stat[28..]), MemoryMarshal.Read<long>(stat[40..]), lastWrite, id);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> stat);
}
