using System.Text.Json;

namespace DreamLake.StagingPool.Storage;

/// <summary>What this process has begun and not finished: temporary files, and notes of content that may have to be deleted.</summary>
/// <remarks>
/// A locked file beside the folder says that the process lives. The lock goes with the process, however it ends, so that the next one
/// sweeps exactly what is left over and never what a second process is working on.
/// </remarks>
internal sealed class ProcessFolder : IDisposable
{
    public const string LockSuffix = ".lock";
    public const string NoteSuffix = ".note";
    private readonly FileStream _lock;
    private readonly string _folder;

    public ProcessFolder(PoolFolder pool)
    {
        Directory.CreateDirectory(pool.Processes);
        _lock = TakeLock(pool.Processes);
        _folder = _lock.Name[..^LockSuffix.Length];
        Directory.CreateDirectory(_folder);
    }

    /// <summary>A path that no other file has.</summary>
    public string Temporary() => Path.Combine(_folder, Guid.NewGuid().ToString("n"));

    /// <summary>Notes content that is about to be written or deleted: if the process ends here, whoever sweeps looks whether it is in use.</summary>
    public void Note(ContentAddress content) =>
        File.WriteAllBytes(NotePath(content), JsonSerializer.SerializeToUtf8Bytes(content, PoolJson.Default.ContentAddress));

    /// <summary>Notes content that is about to be deleted; on a full disk goes on without a note, because the deletion is what makes room.</summary>
    /// <remarks>Only if the process ends right in that deletion does the content then stay without a name.</remarks>
    public void NoteIfThereIsRoom(ContentAddress content)
    {
        try
        {
            Note(content);
        }
        catch (IOException fault) when (DurableFile.IsDiskFull(fault))
        {
            // Said above.
        }
    }

    public void Forget(ContentAddress content) => File.Delete(NotePath(content));

    public void Dispose()
    {
        // A folder that is not empty holds what is not finished; it stays for the sweep.
        if (!Directory.EnumerateFileSystemEntries(_folder).Any())
        {
            Directory.Delete(_folder);
            File.Delete(_lock.Name);
        }

        _lock.Dispose();
    }

    private static FileStream TakeLock(string processes)
    {
        while (true)
        {
            var path = Path.Combine(processes, Guid.NewGuid().ToString("n") + LockSuffix);
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (!File.Exists(path))
            {
                // A process that starts at this moment swept the file between its making and its locking.
            }
        }
    }

    private string NotePath(ContentAddress content) => Path.Combine(_folder, content.Id + NoteSuffix);
}
