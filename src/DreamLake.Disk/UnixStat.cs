using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>Where in a system's own structure the fields lie that make up a <see cref="FileStatus"/>: offsets in bytes.</summary>
/// <param name="Mode">Kind and rights, two bytes of it.</param>
/// <param name="Size">Eight bytes.</param>
/// <param name="LastWrite">Seconds in eight bytes, then nanoseconds in eight.</param>
/// <param name="Changed">Likewise.</param>
/// <param name="Inode">Eight bytes.</param>
/// <param name="Device">Four bytes.</param>
internal readonly record struct UnixStat(int Mode, int Size, int LastWrite, int Changed, int Inode, int Device)
{
    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;
    private const int Link = 0xA000;

    /// <summary>Reads a structure that the system filled.</summary>
    public FileStatus Read(ReadOnlySpan<byte> stat) => new(
        KindOf(MemoryMarshal.Read<ushort>(stat[Mode..])),
        MemoryMarshal.Read<long>(stat[Size..]),
        Time(stat[LastWrite..]),
        Time(stat[Changed..]),
        $"{MemoryMarshal.Read<uint>(stat[Device..]):x}:{MemoryMarshal.Read<ulong>(stat[Inode..]):x}");

    /// <summary>The kind that a mode tells.</summary>
    public static FileKind KindOf(ushort mode) => (mode & KindMask) switch
    {
        RegularFile => FileKind.File,
        Folder => FileKind.Folder,
        _ => FileKind.Other,
    };

    /// <summary>Whether a mode tells of a link.</summary>
    public static bool IsLink(ushort mode) => (mode & KindMask) == Link;

    private static DateTimeOffset Time(ReadOnlySpan<byte> time) =>
        UnixTime.Of(MemoryMarshal.Read<long>(time), MemoryMarshal.Read<long>(time[8..]));
}
