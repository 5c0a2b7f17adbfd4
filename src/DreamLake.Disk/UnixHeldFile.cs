using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Disk;

/// <summary>A file that is held open on Linux or macOS; on Linux with a lease, so that no writer comes unseen.</summary>
internal sealed partial class UnixHeldFile : IHeldFile
{
    // From fcntl.h and signal.h, the same on all processors that .NET runs on.
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int ForReading = 0;
    private const int IgnoredSignal = 23; // SIGURG

    // File systems whose every writer is a process of this machine. On others, network ones say, a lease tells nothing of the rest.
    private static readonly HashSet<long> OfThisMachine =
    [
        0xEF53, // ext2, ext3, ext4
        0x01021994, // tmpfs
        0x858458F6, // ramfs
        0x794C7630, // overlay
        0x58465342, // xfs
        0x9123683E, // btrfs
        0xF2F52010, // f2fs
        0x2FC12FC1, // zfs
        0xCA451A4E, // bcachefs
        0x4D44, // vfat
        0x2011BAB0, // exfat
        0x7366746E, // ntfs3
        0x3153464A, // jfs
        0x3434, // nilfs2
    ];

    private readonly SafeFileHandle _file;
    private bool _isLeased;

    private UnixHeldFile(SafeFileHandle file) => _file = file;

    public long Length => RandomAccess.GetLength(_file);

    private int Descriptor => (int)_file.DangerousGetHandle();

    public static UnixHeldFile Open(string path)
    {
        int descriptor;
        var flags = UnixCalls.ReadOnly | UnixCalls.CloseInChildren | UnixCalls.FollowNoLink | UnixCalls.DoNotWait;
        while ((descriptor = UnixCalls.Open(path, flags)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != UnixCalls.Interrupted) throw UnixCalls.Fault(error, path);
        }

        return new UnixHeldFile(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    public NameStatus Status() => OperatingSystem.IsMacOS() ? MacNames.OfOpen(Descriptor) : LinuxNames.OfOpen(Descriptor);

    public bool? HasWriters()
    {
        if (!OperatingSystem.IsLinux()) return null;
        // Once somebody has asked to write, the kernel takes the lease back; they wait for that.
        if (_isLeased) return UnixCalls.Fcntl(Descriptor, GetLease, 0) != ForReading;
        if (!IsOfThisMachine()) return null;
        // Who opens the file for writing while the lease is held has the kernel send a signal; the usual one would end this process.
        if (UnixCalls.Fcntl(Descriptor, SetSignal, IgnoredSignal) != 0) return null;
        _isLeased = UnixCalls.Fcntl(Descriptor, SetLease, ForReading) == 0;
        if (_isLeased) return false;
        return Marshal.GetLastPInvokeError() == UnixCalls.HeldByAnother ? true : null;
    }

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_file, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException();

    public void Flush() => throw new NotSupportedException();

    public void Dispose() => _file.Dispose();

    private bool IsOfThisMachine()
    {
        if (nint.Size != sizeof(long)) return false;
        Span<byte> information = stackalloc byte[512];
        return StatusOfFileSystem(Descriptor, information) == 0 && OfThisMachine.Contains(MemoryMarshal.Read<long>(information));
    }

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int StatusOfFileSystem(int descriptor, Span<byte> information);
}
