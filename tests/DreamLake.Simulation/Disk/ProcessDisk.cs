using DreamLake.Disk;

namespace DreamLake.Simulation.Disk;

/// <summary>
/// The disk as one process sees it. When the process is killed its locks are free, and nothing that it still does reaches the disk.
/// </summary>
internal sealed class ProcessDisk(SimulatedDisk disk) : ISourceDisk
{
    /// <summary>Whether the process was killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Called before each change: the moments at which a kill is worth trying.</summary>
    public Action BeforeChange { get; set; } = () => { };

    /// <summary>Kills the process.</summary>
    public void Kill()
    {
        IsDead = true;
        disk.UnlockAll(this);
    }

    public FileStatus Status(string path) => Alive().Entry(path) switch
    {
        SimulatedFile file => StatusOf(file),
        SimulatedFolder folder => new FileStatus(FileKind.Folder, 0, folder.Made, folder.Made, null),
        _ => throw new FileNotFoundException("There is no such file.", path),
    };

    public FileKind? KindOf(string path) => Alive().Entry(path) switch
    {
        SimulatedFile => FileKind.File,
        SimulatedFolder => FileKind.Folder,
        _ => null,
    };

    public DateTimeOffset CreatedAt(string path) => Status(path).LastWrite;

    public IDiskFile OpenRead(string path, bool isSequential = false) => new OpenFile(this, path, Alive().Find(path));

    public IDiskFile OpenWrite(string path) => new OpenFile(this, path, Alive().Find(path));

    public IDiskFile Create(string path) => new OpenFile(this, path, Changing().Create(path));

    public IDiskFile CreateSized(string path, long size) => new OpenFile(this, path, Changing().CreateSized(path, size));

    public void SetLastWrite(string path, DateTimeOffset at) => Changing().Find(path).Touch(at);

    public void Move(string path, string newPath) => Changing().Move(path, newPath);

    public void MoveToFree(string path, string newPath) => Changing().MoveToFree(path, newPath);

    public void Delete(string path) => Changing().Delete(path);

    public bool TryLink(string path, string newPath) => Changing().TryLink(path, newPath);

    public IEnumerable<string> ListFiles(string folder, string suffix) =>
        [.. Alive().FolderAt(folder).Names
            .Where(entry => entry.Value is SimulatedFile && entry.Key.EndsWith(suffix, StringComparison.Ordinal))
            .Select(entry => Path.Combine(folder, entry.Key))];

    public IEnumerable<string> ListFolders(string folder) =>
        [.. Alive().FolderAt(folder).Names
            .Where(entry => entry.Value is SimulatedFolder).Select(entry => Path.Combine(folder, entry.Key))];

    public void CreateFolder(string path)
    {
        if (KindOf(path) is null) Changing().MakeFolder(path);
    }

    public void CreatePrivateFolder(string path) => CreateFolder(path);

    public void DeleteFolder(string path) => Changing().DeleteFolder(path);

    public bool TryDeleteEmptyFolder(string path)
    {
        if (Alive().Entry(path) is not SimulatedFolder { Names.Count: 0 }) return false;
        DeleteFolder(path);
        return true;
    }

    public void FlushFolder(string path) => Alive().FolderAt(path).Flush();

    public IDiskLock? TryLock(string path) => Alive().TryLock(path, this) ? new HeldFile(this, path) : null;

    public string ReadLock(string path) => Alive().HolderOf(path);

    public NameStatus StatusOfName(string path) =>
        new(Status(path), Alive().Entry(path) is SimulatedFile file ? disk.NamesOf(file) : 1, IsLink: false);

    public IHeldFile Hold(string path) => new OpenFile(this, path, Alive().Find(path));

    public void MoveAside(string path, string asidePath) => Changing().MoveToFree(path, asidePath);

    public bool TryPutBack(string asidePath, string path)
    {
        if (Alive().Entry(path) is not null) return false;
        Changing().MoveToFree(asidePath, path);
        return true;
    }

    private static FileStatus StatusOf(SimulatedFile file) =>
        new(FileKind.File, file.Bytes.Length, file.LastWrite, file.ChangedAt, file.Id);

    private SimulatedDisk Alive() => IsDead ? throw new IOException("The process was killed.") : disk;

    private SimulatedDisk Changing()
    {
        Alive();
        BeforeChange();
        return Alive();
    }

    private sealed class OpenFile(ProcessDisk process, string path, SimulatedFile file) : IHeldFile
    {
        public long Length => file.Bytes.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            process.Alive();
            if (offset >= file.Bytes.Length) return 0;
            var there = file.Bytes.AsSpan((int)offset);
            var count = Math.Min(there.Length, buffer.Length);
            there[..count].CopyTo(buffer);
            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => process.Changing().Write(path, file, bytes, offset);

        public NameStatus Status() => new(StatusOf(file), process.Alive().NamesOf(file), IsLink: false);

        // Whoever writes here does so in no time, and shows in the status.
        public bool? HasWriters() => false;

        public void Flush()
        {
            process.Changing();
            file.Flush();
        }

        public void Dispose()
        {
        }
    }

    private sealed class HeldFile(ProcessDisk process, string path) : IDiskLock
    {
        public void Write(string holder) => process.Alive().Introduce(path, holder);

        public void Dispose()
        {
            if (!process.IsDead) process.Alive().Unlock(path, process);
        }
    }
}
