using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>A second name for the bytes of a file.</summary>
/// <remarks>
/// The file system counts the names, and the bytes go with the last one, however a process ends: no count of the pool's own can be wrong.
/// </remarks>
internal static partial class HardLink
{
    /// <summary>Gives a file a second name.</summary>
    /// <returns>False where the file system cannot: it knows no links, the file has too many, or the two lie on different disks.</returns>
    public static bool TryCreate(string file, string link) =>
        OperatingSystem.IsWindows() ? CreateHardLink(link, file, 0) : Link(file, link) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string link);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string link, string file, nint reserved);
}
