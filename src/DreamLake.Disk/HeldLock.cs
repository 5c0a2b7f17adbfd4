namespace DreamLake.Disk;

/// <summary>A lock of a <see cref="LockFolder"/>, held until it is disposed.</summary>
public sealed class HeldLock : IDisposable
{
    private readonly LockFolder _folder;
    private readonly string _path;
    private IDiskLock? _taken;

    internal HeldLock(LockFolder folder, IDiskLock taken, string name, string path) =>
        (_folder, _taken, Name, _path) = (folder, taken, name, path);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Lets go of it and removes its file. A second call does nothing: the name may be another's by then.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _taken, null) is { } taken) _folder.Release(taken, _path);
    }
}
