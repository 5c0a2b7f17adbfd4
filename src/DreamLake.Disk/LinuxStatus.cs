using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>What Linux tells of a path, in one call.</summary>
internal static partial class LinuxStatus
{
    internal const int AtCurrentFolder = -100;
    internal const uint Basics = 0x7ff;
    private const int OldLayoutVersion = 1;

    // Of the older call, on the processors whose structure is known; the others have statx or do with what .NET tells.
    private static readonly UnixStat OnX64 = new(Mode: 24, Size: 48, LastWrite: 88, Changed: 104, Inode: 8, Device: 0);
    private static readonly UnixStat OnArm64 = OnX64 with { Mode = 16 };

    public static FileStatus Of(string path) => TryStatX(path) ?? OfOlderCall(path) ?? PortableStatus.Of(path);

    // The one call whose structure is the same on every processor. Container engines and NAS kernels refuse it or lack it.
    private static FileStatus? TryStatX(string path)
    {
        Span<byte> stat = stackalloc byte[256];
        try
        {
            if (StatX(AtCurrentFolder, path, 0, Basics, stat) == 0) return Read(stat);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == UnixCalls.NoPermission || error == UnixCalls.NoSuchCall ? null : throw UnixCalls.Fault(error, path);
    }

    internal static FileStatus Read(ReadOnlySpan<byte> stat) => new(
        UnixStat.KindOf(MemoryMarshal.Read<ushort>(stat[28..])),
        MemoryMarshal.Read<long>(stat[40..]),
        Time(stat[112..]),
        Time(stat[96..]),
        $"{MemoryMarshal.Read<uint>(stat[136..]):x}:{MemoryMarshal.Read<uint>(stat[140..]):x}:{MemoryMarshal.Read<ulong>(stat[32..]):x}");

    private static DateTimeOffset Time(ReadOnlySpan<byte> time) =>
        UnixTime.Of(MemoryMarshal.Read<long>(time), MemoryMarshal.Read<uint>(time[8..]));

    /// <summary>What the older call tells; null where the processor's structure is not known, or the C library lacks it.</summary>
    internal static FileStatus? OfOlderCall(string path)
    {
        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64)) return null;
        Span<byte> stat = stackalloc byte[256];
        if (CallStat(path, stat) is not { } result) return null;
        if (result != 0) throw UnixCalls.Fault(Marshal.GetLastPInvokeError(), path);
        return (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? OnX64 : OnArm64).Read(stat);
    }

    // C libraries before 2021 have it under another name, with the version of the structure in front.
    private static int? CallStat(string path, Span<byte> stat)
    {
        try
        {
            return Stat(path, stat);
        }
        catch (EntryPointNotFoundException)
        {
            return CallOldStat(path, stat);
        }
    }

    private static int? CallOldStat(string path, Span<byte> stat)
    {
        try
        {
            return OldStat(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? OldLayoutVersion : 0, path, stat);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "__xstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OldStat(int version, string path, Span<byte> stat);
}
