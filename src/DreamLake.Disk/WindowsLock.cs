using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>A lock of Windows: a file that is open for writing, and that no other may open for writing meanwhile.</summary>
/// <remarks>Opening it and locking it are one call there. Others may read who holds it, and its holder may remove it.</remarks>
internal sealed class WindowsLock : IDiskLock
{
    private readonly SafeFileHandle _file;

    private WindowsLock(SafeFileHandle file) => _file = file;

    public static WindowsLock? TryTake(string path)
    {
        try
        {
            return new WindowsLock(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));
        }
        catch (IOException fault) when (DiskErrors.IsHeldByAnother(fault))
        {
            return null;
        }
    }

    public static string Read(string path)
    {
        if (!File.Exists(path)) return "";
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[1024];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
    }

    public void Write(string holder)
    {
        RandomAccess.SetLength(_file, 0);
        RandomAccess.Write(_file, Encoding.UTF8.GetBytes(holder), 0);
    }

    public void Dispose() => _file.Dispose();
}
