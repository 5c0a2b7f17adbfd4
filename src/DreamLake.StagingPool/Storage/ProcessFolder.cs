using System.Text.Json;
using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>What this process has begun and not finished: temporary files, and notes of content that may have to be deleted.</summary>
/// <remarks>
/// A lock of the folder's name says that the process lives. It goes with the process, however it ends, so that the next one sweeps
/// exactly what is left over and never what a second process is working on.
/// </remarks>
internal sealed class ProcessFolder : IDisposable
{
    public const string NoteSuffix = ".note";
    private readonly HeldLock _lock;
    private readonly string _folder;
    private readonly IDisk _disk;

    public ProcessFolder(PoolFolder pool)
    {
        _disk = pool.Files.Disk;
        // Before the lock makes it in passing: the folder of everything has to be on the disk before anything in it is called stored.
        pool.Files.CreateFolder(pool.Root);
        // The lock comes first: a folder that is there without one is a dead process's.
        var name = Guid.NewGuid().ToString("n");
        _lock = pool.Locks.TryTake(name, "", out _)
            ?? throw new IOException($"A lock of the new name '{name}' is held already in '{pool.Root}'.");
        _folder = pool.Process(name);
        _disk.CreateFolder(_folder);
    }

    /// <summary>A path that no other file has.</summary>
    public string Temporary() => Path.Combine(_folder, Guid.NewGuid().ToString("n"));

    /// <summary>
    /// Notes content that is about to be written or deleted: if the process ends here, whoever sweeps looks whether it is in use.
    /// </summary>
    public void Note(ContentAddress content)
    {
        var path = NotePath(content);
        _disk.Delete(path);
        using var file = _disk.Create(path);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(content, PoolJson.Default.ContentAddress), 0);
    }

    /// <summary>
    /// Notes content that is about to be deleted; on a full disk goes on without a note, because the deletion is what makes room.
    /// </summary>
    /// <remarks>Only if the process ends right in that deletion does the content then stay without a name.</remarks>
    public void NoteIfThereIsRoom(ContentAddress content)
    {
        try
        {
            Note(content);
        }
        catch (IOException fault) when (DiskErrors.IsFull(fault))
        {
            // The deletion goes on without a note, as said above.
        }
    }

    public void Forget(ContentAddress content) => _disk.Delete(NotePath(content));

    public void Dispose()
    {
        // A folder that is not empty holds what is not finished; it stays for the sweep.
        _disk.TryDeleteEmptyFolder(_folder);
        _lock.Dispose();
    }

    private string NotePath(ContentAddress content) => Path.Combine(_folder, content.Id + NoteSuffix);
}
