using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>Renames that replace nothing, in one call of the kernel's: .NET's own looks first and renames then.</summary>
internal static partial class UnixRename
{
    private const int AtCurrentFolder = -100;
    private const uint ReplaceNothing = 1;
    private const uint ReplaceNothingOnMac = 4;

    /// <summary>Renames to a name that nobody uses; where the file system cannot promise to replace nothing, its oddness does.</summary>
    public static void ToUnused(string path, string newPath)
    {
        var error = Try(path, newPath);
        if (error is UnixCalls.NotOffered or UnixCalls.NoPermission || error == UnixCalls.NoSuchCall)
            error = UnixCalls.Rename(path, newPath) == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (error != 0) throw UnixCalls.Fault(error, path);
    }

    /// <summary>Renames to a name that is free; false where it is not.</summary>
    public static bool TryToFree(string path, string newPath)
    {
        var error = Try(path, newPath);
        if (error is UnixCalls.NotOffered or UnixCalls.NoPermission || error == UnixCalls.NoSuchCall) error = Link(path, newPath);
        if (error is 0 or UnixCalls.NameTaken) return error == 0;
        throw UnixCalls.Fault(error, path);
    }

    // Where the kernel or the file system does not know the call: a second name replaces nothing either, and the first is ours to remove.
    private static int Link(string path, string newPath) =>
        UnixCalls.Link(path, newPath) != 0 ? Marshal.GetLastPInvokeError()
        : UnixCalls.Unlink(path) != 0 ? Marshal.GetLastPInvokeError()
        : 0;

    private static int Try(string path, string newPath)
    {
        try
        {
            var result = OperatingSystem.IsMacOS()
                ? RenameOnMac(path, newPath, ReplaceNothingOnMac)
                : RenameOnLinux(AtCurrentFolder, path, AtCurrentFolder, newPath, ReplaceNothing);
            return result == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            return UnixCalls.NoSuchCall;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnLinux(int folder, string path, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnMac(string path, string newPath, uint flags);
}
