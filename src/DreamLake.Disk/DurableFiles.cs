namespace DreamLake.Disk;

/// <summary>
/// Files that are there whole or not at all, whenever the process is killed, and on the disk where a power cut finds them.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="time">The clock, for how long another program's hold on a file is waited out.</param>
public sealed class DurableFiles(IDisk disk, TimeProvider time)
{
    /// <summary>
    /// How long a file that another program holds open is tried again: a virus scanner looks at each new file, for moments.
    /// </summary>
    public static readonly TimeSpan HeldPatience = TimeSpan.FromSeconds(1);

    private const int BufferSize = 16 * 1024;

    /// <summary>Writes a document in another's place: bytes first, under a name of their own, then the name, both on the disk.</summary>
    /// <param name="path">Where it is seen.</param>
    /// <param name="temporary">A name on the same file system that is nobody else's; what lies there is removed.</param>
    /// <param name="write">Writes the document.</param>
    /// <exception cref="IOException">It could not be written; what was at <paramref name="path"/> is as it was.</exception>
    public void Replace(string path, string temporary, Action<Stream> write)
    {
        WriteNew(temporary, write, isFlushed: true);
        Publish(temporary, path);
    }

    /// <summary>
    /// Likewise, for what may be lost with the power: seen whole or not at all, but not waited for until it is on the disk.
    /// </summary>
    /// <inheritdoc cref="Replace"/>
    public void ReplaceUnflushed(string path, string temporary, Action<Stream> write)
    {
        WriteNew(temporary, write, isFlushed: false);
        Rename(temporary, path);
    }

    /// <summary>Gives a file whose bytes are on the disk the name by which it is seen; that is on the disk afterwards.</summary>
    /// <exception cref="IOException">It could not be renamed; the temporary file is gone.</exception>
    public void Publish(string temporary, string path)
    {
        Rename(temporary, path);
#if PLANTED_FAULTS
        if (PlantedFault.Is("unflushed-rename")) return;
#endif
        disk.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file; that it is gone is on the disk afterwards.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Delete(string path)
    {
        DeleteUnflushed(path);
        disk.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file; after a power cut it may be there again.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void DeleteUnflushed(string path) => WhileHeldByAnother(() => disk.Delete(path));

    /// <summary>Makes a folder and those above it that are missing, each on the disk afterwards.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void CreateFolder(string folder)
    {
        if (IsThere(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) CreateFolder(parent);
        disk.CreateFolder(folder);
        if (parent is not null) disk.FlushFolder(parent);
    }

    private void WriteNew(string temporary, Action<Stream> write, bool isFlushed)
    {
        try
        {
            disk.Delete(temporary);
            using var file = disk.Create(temporary);
            using (var buffered = new BufferedStream(new DiskFileStream(file), BufferSize)) write(buffered);
            if (isFlushed) file.Flush();
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    private void Rename(string temporary, string path)
    {
        try
        {
            WhileHeldByAnother(() => disk.Move(temporary, path));
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    private void WhileHeldByAnother(Action act)
    {
        var startedAt = time.GetTimestamp();
        var wait = new SpinWait();
        while (true)
        {
            try
            {
                act();
                return;
            }
            catch (Exception fault) when (DiskErrors.IsHeldByAnother(fault) && time.GetElapsedTime(startedAt) < HeldPatience)
            {
                wait.SpinOnce();
            }
        }
    }

    // The error that led here is the one to tell.
    private void Discard(string temporary)
    {
        try
        {
            disk.Delete(temporary);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It stays, under a name that the next document of this path removes.
        }
    }

    private bool IsThere(string folder)
    {
        try
        {
            return disk.Status(folder).Kind == FileKind.Folder;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
