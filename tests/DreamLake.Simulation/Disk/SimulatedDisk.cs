using DreamLake.Disk;
using DreamLake.Simulation.Time;

namespace DreamLake.Simulation.Disk;

/// <summary>A machine's disk in memory: what the system shows, and beside it what a power cut would leave.</summary>
/// <param name="clock">Whose time files are stamped with.</param>
internal sealed class SimulatedDisk(VirtualClock clock)
{
    private readonly SortedDictionary<string, SimulatedFile> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedFile> _namesOnDisk = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProcessDisk> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);
    private int _ids;

    /// <summary>Whether nothing more fits on it.</summary>
    public bool IsFull { get; set; }

    /// <summary>Called after each change by any process.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>The disk as a new process sees it.</summary>
    public ProcessDisk Open() => new(this);

    /// <summary>The files below a folder.</summary>
    public IEnumerable<(string Path, byte[] Bytes)> FilesBelow(string folder) =>
        _names.Where(entry => entry.Key.StartsWith(folder + "/", StringComparison.Ordinal)).Select(entry => (entry.Key, entry.Value.Bytes));

    /// <summary>What a file holds.</summary>
    public byte[]? BytesOf(string path) => _names.TryGetValue(path, out var file) ? file.Bytes : null;

    /// <summary>Puts a file there, as a camera does.</summary>
    public void Put(string path, byte[] bytes)
    {
        if (!_names.TryGetValue(path, out var file)) _names[path] = file = Make();
        file.Bytes = bytes;
        file.Touch(clock.GetUtcNow());
        file.Flush();
        _namesOnDisk[path] = file;
    }

    /// <summary>Takes a file away.</summary>
    public void Take(string path)
    {
        _names.Remove(path);
        _namesOnDisk.Remove(path);
    }

    /// <summary>The power goes and comes back: what was not flushed is gone.</summary>
    public void CutPower()
    {
        _names.Clear();
        foreach (var (path, file) in _namesOnDisk)
        {
            file.Revert();
            _names[path] = file;
        }

        _locks.Clear();
    }

    internal FileStatus Status(string path)
    {
        if (!_names.TryGetValue(path, out var file)) throw new FileNotFoundException("There is no such file.", path);
        return new FileStatus(FileKind.File, file.Bytes.Length, file.LastWrite, file.ChangedAt, file.Id);
    }

    internal SimulatedFile Find(string path) =>
        _names.TryGetValue(path, out var file) ? file : throw new FileNotFoundException("There is no such file.", path);

    internal SimulatedFile Create(string path)
    {
        if (_names.ContainsKey(path)) throw new IOException("It is there already.");
        EnsureRoom();
        var file = _names[path] = Make();
        file.Touch(clock.GetUtcNow());
        Changed(path);
        return file;
    }

    internal void Move(string path, string newPath)
    {
        var file = Find(path);
        _names.Remove(path);
        _names[newPath] = file;
        Changed(newPath);
    }

    internal void Delete(string path)
    {
        if (_names.Remove(path)) Changed(path);
    }

    internal IEnumerable<string> List(string folder, string suffix) => [.. _names.Keys.Where(path =>
        Path.GetDirectoryName(path) == folder && path.EndsWith(suffix, StringComparison.Ordinal))];

    internal void FlushFolder(string folder)
    {
        foreach (var path in _namesOnDisk.Keys.Where(path => Path.GetDirectoryName(path) == folder && !_names.ContainsKey(path)).ToArray())
        {
            _namesOnDisk.Remove(path);
        }

        foreach (var (path, file) in _names.Where(entry => Path.GetDirectoryName(entry.Key) == folder)) _namesOnDisk[path] = file;
    }

    internal void Write(SimulatedFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset + bytes.Length > file.Bytes.Length) EnsureRoom();
        file.Write(bytes, offset);
        file.Touch(clock.GetUtcNow());
        if (_names.FirstOrDefault(entry => entry.Value == file).Key is { } path) Changed(path);
    }

    internal bool TryLock(string path, ProcessDisk process)
    {
        if (!_locks.TryAdd(path, process)) return false;
        if (!_names.ContainsKey(path)) _names[path] = Make();
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

    private SimulatedFile Make() => new((++_ids).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void EnsureRoom()
    {
        if (IsFull) throw new IOException("No space left on device");
    }
}
