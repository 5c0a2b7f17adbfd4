using DreamLake.Disk;

namespace DreamLake.Engine.Tests.Disks;

/// <summary>The machine's own disk, which fails, lies or looks the other way where a test asks it to.</summary>
public sealed class BrittleDisk : IDisk
{
    private readonly LocalDisk _disk = new();

    /// <summary>What a look at a path tells.</summary>
    public Func<string, FileStatus, FileStatus> OnStatus { get; set; } = (_, status) => status;

    /// <summary>Sees each read's bytes, and their offset, before the reader does.</summary>
    public ReadHook OnRead { get; set; } = (_, _, _) => { };

    /// <summary>Sees each write first; answers how many of its bytes reach the disk before it fails, or null where it does not.</summary>
    public Func<string, int, int?> OnWrite { get; set; } = (_, _) => null;

    /// <summary>Sees each rename first, and may throw.</summary>
    public Action<string> OnMove { get; set; } = _ => { };

    /// <summary>Told of each call that the disk gets, as "call path".</summary>
    public Action<string> OnCall { get; set; } = _ => { };

    public delegate void ReadHook(string path, Span<byte> bytes, long offset);

    public FileStatus Status(string path) => OnStatus(path, _disk.Status(path));

    public FileKind? KindOf(string path) => _disk.KindOf(path);

    public DateTimeOffset CreatedAt(string path) => _disk.CreatedAt(path);

    public IDiskFile OpenRead(string path, bool isSequential = false)
    {
        OnCall("read " + path);
        return new BrittleFile(this, path, _disk.OpenRead(path, isSequential));
    }

    public IDiskFile OpenWrite(string path) => new BrittleFile(this, path, _disk.OpenWrite(path));

    public IDiskFile Create(string path) => new BrittleFile(this, path, _disk.Create(path));

    public IDiskFile CreateSized(string path, long size) => new BrittleFile(this, path, _disk.CreateSized(path, size));

    public void SetLastWrite(string path, DateTimeOffset at) => _disk.SetLastWrite(path, at);

    public void Move(string path, string newPath)
    {
        OnMove(newPath);
        _disk.Move(path, newPath);
    }

    public void MoveToFree(string path, string newPath)
    {
        OnMove(newPath);
        _disk.MoveToFree(path, newPath);
    }

    public void Delete(string path) => _disk.Delete(path);

    public IEnumerable<string> ListFiles(string folder, string suffix)
    {
        OnCall("list " + folder);
        return _disk.ListFiles(folder, suffix);
    }

    public IEnumerable<string> ListFolders(string folder) => _disk.ListFolders(folder);

    public bool TryLink(string path, string newPath) => _disk.TryLink(path, newPath);

    public void DeleteFolder(string path) => _disk.DeleteFolder(path);

    public bool TryDeleteEmptyFolder(string path) => _disk.TryDeleteEmptyFolder(path);

    public void CreateFolder(string path) => _disk.CreateFolder(path);

    public void CreatePrivateFolder(string path) => _disk.CreatePrivateFolder(path);

    public void FlushFolder(string path)
    {
        OnCall("flush " + path);
        _disk.FlushFolder(path);
    }

    public IDiskLock? TryLock(string path) => _disk.TryLock(path);

    public string ReadLock(string path) => _disk.ReadLock(path);

    private sealed class BrittleFile(BrittleDisk disk, string path, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            var read = file.Read(buffer, offset);
            disk.OnRead(path, buffer[..read], offset);
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (disk.OnWrite(path, bytes.Length) is { } taken)
            {
                file.Write(bytes[..taken], offset);
                throw new IOException("No space left on device", 28);
            }

            file.Write(bytes, offset);
        }

        public void Flush()
        {
            disk.OnCall("flush " + path);
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
