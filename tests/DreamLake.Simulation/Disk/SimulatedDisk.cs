using System.Globalization;

namespace DreamLake.Simulation.Disk;

/// <summary>A machine's disk in memory: what the system shows, and beside it what a power cut would leave.</summary>
/// <param name="clock">Whose time files are stamped with.</param>
/// <param name="chance">Decides what of the unflushed a power cut leaves.</param>
internal sealed class SimulatedDisk(TimeProvider clock, Random chance)
{
    private const int NoSpace = 28;
    private readonly SimulatedFolder _root = new(clock.GetUtcNow());
    private readonly Dictionary<string, SimulatedFolder> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProcessDisk> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);
    private int _ids;

    /// <summary>Whether nothing more fits on it.</summary>
    public bool IsFull { get; set; }

    /// <summary>Called after each change by any process.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>The disk as a new process sees it.</summary>
    public ProcessDisk Open() => new(this);

    /// <summary>The files below a folder, however deep.</summary>
    public IEnumerable<(string Path, byte[] Bytes)> FilesBelow(string folder) =>
        FindFolder(folder) is { } top ? Below(folder, top) : [];

    /// <summary>What a file holds.</summary>
    public byte[]? BytesOf(string path) => (Entry(path) as SimulatedFile)?.Bytes;

    /// <summary>Puts a file there, as a camera does.</summary>
    public void Put(string path, byte[] bytes)
    {
        var folder = MakeFolder(Path.GetDirectoryName(path)!);
        _root.Flush();
        if (Entry(path) is not SimulatedFile file) folder.Set(Path.GetFileName(path), file = Make());
        file.Bytes = bytes;
        file.Touch(clock.GetUtcNow());
        file.Flush();
        folder.Flush();
    }

    /// <summary>A folder of the machine itself, which no power cut takes.</summary>
    public void Install(string folder)
    {
        MakeFolder(folder);
        _root.Flush();
    }

    /// <summary>Takes a file away.</summary>
    public void Take(string path)
    {
        if (FindFolder(Path.GetDirectoryName(path)!) is not { } folder) return;
        folder.Remove(Path.GetFileName(path));
        folder.Flush();
    }

    /// <summary>The power goes and comes back: what was not flushed is gone.</summary>
    public void CutPower()
    {
        _root.Revert(chance);
        _folders.Clear();
        _locks.Clear();
    }

    internal object? Entry(string path) =>
        path == "/" ? _root : FindFolder(Path.GetDirectoryName(path)!)?.Names.GetValueOrDefault(Path.GetFileName(path));

    internal SimulatedFile Find(string path) =>
        Entry(path) as SimulatedFile ?? throw new FileNotFoundException("There is no such file.", path);

    /// <summary>How many names lead to a file.</summary>
    internal int NamesOf(SimulatedFile file) => NamesOf(file, _root);

    internal SimulatedFolder FolderAt(string path) =>
        FindFolder(path) ?? throw new DirectoryNotFoundException($"There is no folder '{path}'.");

    internal SimulatedFile Create(string path)
    {
        var folder = FolderOf(path);
        if (folder.Names.ContainsKey(Path.GetFileName(path))) throw new IOException("It is there already.");
        EnsureRoom();
        var file = Make();
        file.Touch(clock.GetUtcNow());
        folder.Set(Path.GetFileName(path), file);
        Changed(path);
        return file;
    }

    internal SimulatedFile CreateSized(string path, long size)
    {
        var file = Create(path);
        file.Bytes = new byte[size];
        return file;
    }

    internal bool TryLink(string path, string newPath)
    {
        if (IsFull || Entry(path) is not SimulatedFile file || Entry(newPath) is not null) return false;
        FolderOf(newPath).Set(Path.GetFileName(newPath), file);
        Changed(newPath);
        return true;
    }

    internal void Move(string path, string newPath)
    {
        var what = Entry(path) ?? throw new FileNotFoundException("There is no such file.", path);
        var target = FolderOf(newPath);
        FolderOf(path).Remove(Path.GetFileName(path));
        target.Set(Path.GetFileName(newPath), what);
        if (what is SimulatedFolder) _folders.Clear();
        Changed(newPath);
    }

    internal void MoveToFree(string path, string newPath)
    {
        if (Entry(newPath) is not null) throw new IOException("It is there already.");
        Move(path, newPath);
    }

    internal void Delete(string path)
    {
        if (Entry(path) is not SimulatedFile) return;
        FolderOf(path).Remove(Path.GetFileName(path));
        Changed(path);
    }

    internal void DeleteFolder(string path)
    {
        if (FindFolder(path) is null) return;
        FolderOf(path).Remove(Path.GetFileName(path));
        _folders.Clear();
        Changed(path);
    }

    internal SimulatedFolder MakeFolder(string path)
    {
        if (FindFolder(path) is { } there) return there;
        EnsureRoom();
        var made = new SimulatedFolder(clock.GetUtcNow());
        MakeFolder(Path.GetDirectoryName(path)!).Set(Path.GetFileName(path), made);
        return made;
    }

    internal void Write(string path, SimulatedFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset + bytes.Length > file.Bytes.Length) EnsureRoom();
        file.Write(bytes, offset);
        file.Touch(clock.GetUtcNow());
        Changed(path);
    }

    internal bool TryLock(string path, ProcessDisk process)
    {
        if (!_locks.TryAdd(path, process)) return false;
        if (Entry(path) is null) FolderOf(path).Set(Path.GetFileName(path), Make());
        return true;
    }

    internal void Unlock(string path, ProcessDisk process)
    {
        if (_locks.TryGetValue(path, out var holder) && holder == process) _locks.Remove(path);
    }

    internal void UnlockAll(ProcessDisk process)
    {
        foreach (var path in _locks.Where(entry => entry.Value == process).Select(entry => entry.Key).ToArray()) _locks.Remove(path);
    }

    internal string HolderOf(string path) => _holders.GetValueOrDefault(path, "");

    internal void Introduce(string path, string holder) => _holders[path] = holder;

    private static IEnumerable<(string Path, byte[] Bytes)> Below(string path, SimulatedFolder folder) =>
        folder.Names.SelectMany(entry => entry.Value is SimulatedFolder inner
            ? Below(Path.Combine(path, entry.Key), inner)
            : [(Path.Combine(path, entry.Key), ((SimulatedFile)entry.Value).Bytes)]);

    private static int NamesOf(SimulatedFile file, SimulatedFolder folder) =>
        folder.Names.Values.Sum(there => there is SimulatedFolder inner ? NamesOf(file, inner) : ReferenceEquals(there, file) ? 1 : 0);

    private SimulatedFolder FolderOf(string path) => FolderAt(Path.GetDirectoryName(path)!);

    private SimulatedFolder? FindFolder(string path)
    {
        if (_folders.TryGetValue(path, out var known)) return known;
        if (Entry(path) is not SimulatedFolder found) return null;
        _folders[path] = found;
        return found;
    }

    private SimulatedFile Make() => new((++_ids).ToString(CultureInfo.InvariantCulture));

    private void EnsureRoom()
    {
        if (IsFull) throw new IOException("No space left on device", NoSpace);
    }
}
