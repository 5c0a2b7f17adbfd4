using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>What Linux tells of a name, links not followed, and of an open file.</summary>
internal static class LinuxNames
{
    private const int FollowNoLink = 0x100;
    private const int OfDescriptor = 0x1000;

    public static NameStatus Of(string path) => Ask(LinuxStatus.AtCurrentFolder, path, FollowNoLink);

    public static NameStatus OfOpen(int descriptor) => Ask(descriptor, "", OfDescriptor);

    // By the newer call alone: where it is refused, nothing is told, and the file stays.
    private static NameStatus Ask(int folder, string path, int flags)
    {
        Span<byte> stat = stackalloc byte[256];
        try
        {
            if (LinuxStatus.StatX(folder, path, flags, LinuxStatus.Basics, stat) == 0) return Read(stat);
        }
        catch (EntryPointNotFoundException fault)
        {
            throw new PlatformNotSupportedException(null, fault);
        }

        var error = Marshal.GetLastPInvokeError();
        throw error is UnixCalls.NoPermission || error == UnixCalls.NoSuchCall
            ? new PlatformNotSupportedException()
            : UnixCalls.Fault(error, path);
    }

    private static NameStatus Read(ReadOnlySpan<byte> stat) => new(
        LinuxStatus.Read(stat),
        MemoryMarshal.Read<uint>(stat[16..]),
        UnixStat.IsLink(MemoryMarshal.Read<ushort>(stat[28..])));
}
