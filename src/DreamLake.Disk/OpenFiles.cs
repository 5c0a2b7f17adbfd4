using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>How many files, sockets among them, this process may still open.</summary>
public static partial class OpenFiles
{
    private const int LimitOnLinux = 7; // RLIMIT_NOFILE
    private const int LimitOnMac = 8;
    private const int SelfAndParent = 2; // . and ..

    /// <summary>How many at this moment; null where the system sets no bound, or does not tell.</summary>
    /// <remarks>.NET itself raises what it may open to all that the system lets it have.</remarks>
    public static int? Left()
    {
        if (OperatingSystem.IsWindows() || Limit() is not { } limit || Open() is not { } open) return null;
        return (int)Math.Clamp(limit - open, 0, int.MaxValue);
    }

    private static long? Limit()
    {
        // struct rlimit { rlim_cur, rlim_max }, each as wide as a pointer at least.
        Span<ulong> limits = stackalloc ulong[2];
        try
        {
            if (GetLimit(OperatingSystem.IsMacOS() ? LimitOnMac : LimitOnLinux, MemoryMarshal.AsBytes(limits)) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        // On a 32-bit system the two stand in the first eight bytes.
        var limit = nint.Size == sizeof(ulong) ? limits[0] : (uint)limits[0];
        return limit > int.MaxValue ? null : (long)limit;
    }

    // Names alone: .NET's own listing asks the system about each link in it, twice, which takes milliseconds.
    private static int? Open()
    {
        var folder = OpenFolder(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd");
        if (folder == 0) return null;
        var entries = 0;
        while (ReadFolder(folder) != 0) entries++;
        _ = CloseFolder(folder);
        return entries - SelfAndParent;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, Span<byte> limits);

    [LibraryImport("libc", EntryPoint = "opendir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenFolder(string path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadFolder(nint folder);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseFolder(nint folder);
}
