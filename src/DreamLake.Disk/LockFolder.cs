using System.Collections.Concurrent;

namespace DreamLake.Disk;

/// <summary>Named locks between processes: one file for each name, in a folder of their own.</summary>
/// <remarks>
/// A lock is a file that the operating system holds locked for whoever opened it, and lets go of when that process ends, however it ends.
/// Two calls take one: open the file, then lock it. If it were removed between the two, the lock would be on a file that nobody else can
/// find any more, and the next process would hold the same name by a new file. So the folder has a gate, itself a lock, whose file is
/// never removed: files are opened and locked, and removed, only inside it. Whoever waits for a lock comes back with
/// <see cref="TryTake"/> and keeps nothing open meanwhile.
/// </remarks>
/// <param name="disk">Where the folder is.</param>
/// <param name="folder">The folder; it is made at the first lock.</param>
/// <param name="suffix">How lock files' names end; others in the folder are left alone.</param>
/// <param name="time">The clock, for how long the gate is waited for.</param>
/// <param name="mostSpares">
/// How many files of released locks stay for the locks that come after them, until <see cref="RemoveSpares"/>. 0, the default: none.
/// </param>
public sealed class LockFolder(IDisk disk, string folder, string suffix, TimeProvider time, int mostSpares = 0)
{
    private readonly Gate _gate = new(disk, Path.Combine(folder, "gate"), time);

    // Files that nobody held when they were left here. Giving one another name spares the file system a file that it makes and one that
    // it removes, which cost ext4 more the more were removed in the last minutes.
    private readonly ConcurrentBag<string> _spares = [];

    /// <summary>Takes a lock, or says who holds it.</summary>
    /// <param name="name">The lock's name: a file name without its suffix.</param>
    /// <param name="self">What others read who find it held: who this is.</param>
    /// <param name="holder">What its holder wrote, where it could not be had; empty where it is not known.</param>
    /// <returns>The lock; null where another has it.</returns>
    /// <exception cref="IOException">The folder cannot be written, or its file system knows no locks.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public HeldLock? TryTake(string name, string self, out string holder)
    {
        var path = Path.Combine(folder, name + suffix);
        disk.CreatePrivateFolder(folder);
        var taken = _gate.Inside(() =>
        {
            UseSpareFor(path);
            return disk.TryLock(path);
        });
        holder = taken is null ? Written(path) : "";
        if (taken is null) return null;
        WriteHolder(taken, self);
#if PLANTED_FAULTS
        if (PlantedFault.Is("lock-released-early")) taken.Dispose();
#endif
        return new HeldLock(this, taken, name, path);
    }

    /// <summary>What the holder of a lock wrote, without taking it; null where there is no such lock.</summary>
    /// <remarks>The file of a killed process is there until somebody takes the abandoned ones. One that was let go of is empty.</remarks>
    public string? HolderOf(string name)
    {
        var path = Path.Combine(folder, name + suffix);
        try
        {
            return IsThere(path) && Written(path) is { Length: > 0 } holder ? holder : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes, one after the other, the locks that are there and that nobody holds: their processes ended without a word.</summary>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public IEnumerable<HeldLock> TakeAbandoned()
    {
        disk.CreatePrivateFolder(folder);
        foreach (var path in disk.ListFiles(folder, suffix).ToArray())
        {
            if (_gate.Inside(() => TryLockThere(path)) is { } taken)
            {
                yield return new HeldLock(this, taken, Path.GetFileName(path)[..^suffix.Length], path);
            }
        }
    }

    /// <summary>Removes the files that stayed for further locks, but those that another process holds meanwhile.</summary>
    public void RemoveSpares()
    {
        while (_spares.TryTake(out var path))
        {
            try
            {
                if (_gate.Inside(() => TryLockThere(path)) is { } taken) Remove(taken, path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It is swept with the abandoned ones.
            }
        }
    }

    /// <summary>
    /// Lets go of a lock. Its file is kept for a further lock or removed; where it cannot be, it stays for whoever takes abandoned ones.
    /// </summary>
    internal void Release(IDiskLock taken, string path)
    {
        if (_spares.Count >= mostSpares)
        {
            Remove(taken, path);
            return;
        }

        WriteHolder(taken, "");
        taken.Dispose();
        _spares.Add(path);
    }

    // Inside the gate, where nobody else takes a lock: a spare whose name another process took meanwhile is that one's.
    private void UseSpareFor(string path)
    {
        if (_spares.IsEmpty || disk.KindOf(path) is not null) return;
        while (_spares.TryTake(out var spare))
        {
            if (TryMove(spare, path)) return;
        }
    }

    private bool TryMove(string spare, string path)
    {
        try
        {
            using (var free = TryLockThere(spare))
            {
                if (free is null) return false;
            }

            disk.Move(spare, path);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The lock gets a new file.
            return false;
        }
    }

    private void Remove(IDiskLock taken, string path)
    {
        try
        {
            _gate.Inside<object?>(() =>
            {
                disk.Delete(path);
                taken.Dispose();
                return null;
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or may not be written any more. The file stays, and as nobody holds it, it is swept later.
        }
        finally
        {
            taken.Dispose();
        }
    }

    // Of a file that another removed meanwhile none is made.
    private IDiskLock? TryLockThere(string path) => IsThere(path) ? disk.TryLock(path) : null;

    private bool IsThere(string path)
    {
        try
        {
            return disk.Status(path).Kind == FileKind.File;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private string Written(string path)
    {
        try
        {
            return disk.ReadLock(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The holder's name is only for a message.
            return "";
        }
    }

    // Who holds it is only for others' messages: on a full disk the lock is taken all the same.
    private static void WriteHolder(IDiskLock taken, string self)
    {
        try
        {
            taken.Write(self);
        }
        catch (IOException)
        {
            // Whoever finds it held is told of "another process" then.
        }
    }
}
