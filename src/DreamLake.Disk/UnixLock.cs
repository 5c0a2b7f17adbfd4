using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>A lock of Linux and macOS: <c>flock</c>, which belongs to one opening of the file and goes with it.</summary>
/// <remarks>
/// Not by .NET's <see cref="FileShare"/>: that takes every error but "held" for a lock, so that two would hold one on a file system
/// that knows no locks, and every opening of a file takes a shared lock, which a second opener meets as if the lock were held.
/// </remarks>
internal sealed class UnixLock : IDiskLock
{
    private readonly SafeFileHandle _file;

    private UnixLock(SafeFileHandle file) => _file = file;

    public static UnixLock? TryTake(string path)
    {
        var file = Open(path, UnixCalls.ReadWrite) ?? OpenNew(path);
        var isTaken = false;
        try
        {
            isTaken = TryLock(file, path);
            return isTaken ? new UnixLock(file) : null;
        }
        finally
        {
            if (!isTaken) file.Dispose();
        }
    }

    public static string Read(string path)
    {
        using var file = Open(path, UnixCalls.ReadOnly);
        if (file is null) return "";
        var bytes = new byte[1024];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
    }

    public void Write(string holder)
    {
        RandomAccess.SetLength(_file, 0);
        RandomAccess.Write(_file, Encoding.UTF8.GetBytes(holder), 0);
    }

    public void Dispose() => _file.Dispose();

    private static bool TryLock(SafeFileHandle file, string path)
    {
        while (UnixCalls.Flock((int)file.DangerousGetHandle(), UnixCalls.LockAlone | UnixCalls.LockAtOnce) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == UnixCalls.HeldByAnother) return false;
            if (error != UnixCalls.Interrupted) throw UnixCalls.Fault(error, path);
        }

        return true;
    }

    // First made by .NET, then opened by the C library, whose open() cannot be called to make a file on every processor (UnixCalls.Open).
    // Another process may take the lock between the two calls: then this one finds it held, which is as good.
    private static SafeFileHandle OpenNew(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another made it first.
        }

        return Open(path, UnixCalls.ReadWrite) ?? throw UnixCalls.Fault(UnixCalls.NothingThere, path);
    }

    private static SafeFileHandle? Open(string path, int access)
    {
        int descriptor;
        while ((descriptor = UnixCalls.Open(path, access | UnixCalls.CloseInChildren)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == UnixCalls.NothingThere) return null;
            if (error != UnixCalls.Interrupted) throw UnixCalls.Fault(error, path);
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }
}
