using DreamLake.Disk;

namespace DreamLake.Engine.Tests.Freeing;

/// <summary>The machine's own disk, each of whose calls a test sees first: to swap a file, say, or to end the process.</summary>
internal sealed class WatchedDisk : ISourceDisk
{
    private readonly LocalDisk _disk = new();

    /// <summary>Sees each call first, as "call path", and may throw.</summary>
    public Action<string> OnCall { get; set; } = _ => { };

    /// <summary>What is told of a file's writers.</summary>
    public Func<bool?, bool?> OnWriters { get; set; } = writers => writers;

    public FileStatus Status(string path) => Seen("status", path, () => _disk.Status(path));

    public FileKind? KindOf(string path) => Seen("kind", path, () => _disk.KindOf(path));

    public DateTimeOffset CreatedAt(string path) => _disk.CreatedAt(path);

    public IDiskFile OpenRead(string path, bool isSequential = false) => Seen("read", path, () => _disk.OpenRead(path, isSequential));

    public IDiskFile OpenWrite(string path) => Seen("write", path, () => new WatchedFile(this, path, _disk.OpenWrite(path)));

    public IDiskFile Create(string path) => Seen("create", path, () => _disk.Create(path));

    public IDiskFile CreateSized(string path, long size) => _disk.CreateSized(path, size);

    public void SetLastWrite(string path, DateTimeOffset at) => _disk.SetLastWrite(path, at);

    public void MoveToFree(string path, string newPath) => _disk.MoveToFree(path, newPath);

    public void Move(string path, string newPath) => _disk.Move(path, newPath);

    public void Delete(string path) => Seen("delete", path, () => _disk.Delete(path));

    public bool TryLink(string path, string newPath) => _disk.TryLink(path, newPath);

    public IEnumerable<string> ListFiles(string folder, string suffix) => _disk.ListFiles(folder, suffix);

    public IEnumerable<string> ListFolders(string folder) => _disk.ListFolders(folder);

    public void CreateFolder(string path) => _disk.CreateFolder(path);

    public void CreatePrivateFolder(string path) => _disk.CreatePrivateFolder(path);

    public void DeleteFolder(string path) => _disk.DeleteFolder(path);

    public bool TryDeleteEmptyFolder(string path) => _disk.TryDeleteEmptyFolder(path);

    public void FlushFolder(string path) => Seen("flush-folder", path, () => _disk.FlushFolder(path));

    public IDiskLock? TryLock(string path) => _disk.TryLock(path);

    public string ReadLock(string path) => _disk.ReadLock(path);

    public NameStatus StatusOfName(string path) => Seen("name", path, () => _disk.StatusOfName(path));

    public IHeldFile Hold(string path) => Seen("hold", path, () => new WatchedHeld(this, path, _disk.Hold(path)));

    public void MoveAside(string path, string asidePath) => Seen("aside", path, () => _disk.MoveAside(path, asidePath));

    public bool TryPutBack(string asidePath, string path) => Seen("back", path, () => _disk.TryPutBack(asidePath, path));

    private T Seen<T>(string call, string path, Func<T> act)
    {
        OnCall($"{call} {path}");
        return act();
    }

    private void Seen(string call, string path, Action act)
    {
        OnCall($"{call} {path}");
        act();
    }

    private sealed class WatchedFile(WatchedDisk disk, string path, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.OnCall($"bytes {path}");
            file.Write(bytes, offset);
        }

        public void Flush() => disk.Seen("flush", path, file.Flush);

        public void Dispose() => file.Dispose();
    }

    private sealed class WatchedHeld(WatchedDisk disk, string path, IHeldFile file) : IHeldFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            disk.OnCall($"held-read {path}");
            return file.Read(buffer, offset);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        public void Flush() => file.Flush();

        public NameStatus Status() => disk.Seen("held-status", path, file.Status);

        public bool? HasWriters() => disk.OnWriters(disk.Seen("held-writers", path, file.HasWriters));

        public void Dispose() => file.Dispose();
    }
}
