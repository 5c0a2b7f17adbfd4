using System.Security.Cryptography;
using System.Text;
using DreamLake.Disk;

namespace DreamLake.Engine.State;

/// <summary>The folder of state files: <c>~/.dreamlake/uploads/</c> unless the options say otherwise.</summary>
internal sealed class StateStore
{
    private const string Suffix = ".json";
    private const int ReadTries = 5;

    private readonly TimeProvider _time;
    private readonly Func<string, IStateWriter> _open;
    private readonly LockFolder _locks;
    private readonly Lazy<FurtherTargets> _furtherTargets;
    private int _isPrepared;

    /// <summary>A store on a folder; the folder is made when first written to.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="disk">Where it is; null means this machine's own disk.</param>
    /// <param name="time">The clock; null means the system's.</param>
    /// <param name="open">Opens the writer of a state file; null means <see cref="StateFileWriter"/>.</param>
    /// <param name="spareLocks">How many lock files stay for the locks that come after them, until they are removed.</param>
    public StateStore(
        string folder, IDisk? disk = null, TimeProvider? time = null, Func<string, IStateWriter>? open = null, int spareLocks = 0)
    {
        Folder = folder;
        Disk = disk ?? new LocalDisk();
        _time = time ?? TimeProvider.System;
        _open = open ?? (path => new StateFileWriter(Disk, path, _time));
        _locks = new LockFolder(Disk, Path.Combine(folder, "locks"), ".lock", _time, spareLocks);
        HashedFiles = new HashedFiles(Disk, Path.Combine(folder, "hashed"), _time);
        CompletedKeys = new CompletedKeys(Disk, Path.Combine(folder, "completed"), _time);
        _furtherTargets = new Lazy<FurtherTargets>(() => new FurtherTargets(Files()));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The disk that the folder and the files to upload are on.</summary>
    public IDisk Disk { get; }

    /// <summary>What this machine completed at lakes that tell contents apart by 16 digits alone.</summary>
    public CompletedKeys CompletedKeys { get; }

    /// <summary>What this machine has hashed, beyond the end of its uploads.</summary>
    public HashedFiles HashedFiles { get; }

    /// <summary>Where the state of a content lies; of its second target and on, <paramref name="tag"/> tells them apart.</summary>
    public string PathOf(string hash, string? tag) => Path.Combine(Folder, NameOf(hash, tag) + Suffix);

    /// <summary>The writer of a state file.</summary>
    public IStateWriter Open(string path)
    {
        _furtherTargets.Value.Add(path);
        return _open(path);
    }

    /// <summary>Eight hex digits that stand for a target.</summary>
    public static string TagOf(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4)).ToLowerInvariant();

    /// <summary>Takes the lock of a content, or of one target of it, or says who holds it.</summary>
    /// <param name="hash">The content.</param>
    /// <param name="tag">The target; null means the content itself.</param>
    /// <param name="holder">Who holds it, in words, where it could not be had.</param>
    /// <returns>The lock; null where another has it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public HeldLock? TryLock(string hash, string? tag, out string holder)
    {
        Prepare();
        var taken = _locks.TryTake(NameOf(hash, tag), LockHolder.Self(_time), out holder);
        if (holder.Length == 0) holder = "another process";
        return taken;
    }

    /// <summary>Reads a state file.</summary>
    public StateRead Read(string path)
    {
        // A reader can meet a slot half written, by a process that goes on writing: a moment later it is whole.
        for (var tries = 0; ; tries++)
        {
            byte[] bytes;
            try
            {
                bytes = ReadAll(path);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                return default;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException && !DiskErrors.IsOutOfFiles(fault))
            {
                // A folder in its place, or a file that this user may not read: something is there, and it is no state. Where this process
                // may open no more files, nothing is wrong with the state.
                return new StateRead { Unreadable = [] };
            }

            if (StateDocumentReader.TryRead(bytes, out var state)) return new StateRead { State = state };
            if (StateDocumentReader.NewerVersion(bytes) is { } version) return new StateRead { NewerVersion = version };
            if (tries == ReadTries) return new StateRead { Unreadable = bytes };
            Thread.Yield();
        }
    }

    /// <summary>What the holder of the lock of a target wrote, without taking it; null where nobody holds it.</summary>
    public string? HolderOf(string hash, string tag) => _locks.HolderOf(NameOf(hash, tag));

    /// <summary>All state files, those that cannot be read included, in no order; none where there is no folder yet.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public IReadOnlyList<string> List()
    {
        try
        {
            return [.. Disk.ListFiles(Folder, Suffix)];
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>All state files that can be read, in no order. One that another process removes meanwhile is left out.</summary>
    public IEnumerable<(string Path, UploadState State)> All() => Readable(Files());

    /// <summary>
    /// The states of one content, whatever their targets: those that were there when this process first asked, and its own.
    /// </summary>
    /// <remarks>Without a look at the folder: that would cost each file of a batch as much as there are states.</remarks>
    public IEnumerable<(string Path, UploadState State)> OfContent(string hash) =>
        Readable(_furtherTargets.Value.Of(hash).Select(tag => PathOf(hash, tag)).Prepend(PathOf(hash, null)));

    /// <summary>Likewise, those that other processes have begun meanwhile included: it reads the whole folder.</summary>
    public IEnumerable<(string Path, UploadState State)> OfContentNow(string hash) =>
        Readable(Files().Where(path => Path.GetFileName(path).StartsWith(hash, StringComparison.Ordinal)));

    /// <summary>
    /// Moves what cannot be read as a state out of the way, beside itself; answers where it lies now, null where it cannot be moved.
    /// </summary>
    public string? SetAside(string path)
    {
        var aside = path + ".corrupt";
        try
        {
            Disk.Move(path, aside);
            return aside;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes the lock files that stayed for further locks: the run is over.</summary>
    public void RemoveSpareLocks() => _locks.RemoveSpares();

    // Once in a run: the folder for its owner alone, and no locks in it that killed processes left.
    private void Prepare()
    {
        Disk.CreatePrivateFolder(Folder);
        if (Interlocked.Exchange(ref _isPrepared, 1) != 0) return;
        foreach (var abandoned in _locks.TakeAbandoned()) abandoned.Dispose();
    }

    private static string NameOf(string hash, string? tag) => tag is null ? hash : $"{hash}.{tag}";

    private IEnumerable<(string Path, UploadState State)> Readable(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Read(path).State is { } state) yield return (path, state);
        }
    }

    private string[] Files()
    {
        try
        {
            return [.. Disk.ListFiles(Folder, Suffix)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // No folder yet, or one that cannot be read: then nothing is known, and saving will say why.
            return [];
        }
    }

    private byte[] ReadAll(string path)
    {
        using var file = Disk.OpenRead(path);
        var bytes = new byte[file.Length];
        return bytes[..file.ReadUpTo(bytes, 0)];
    }
}
