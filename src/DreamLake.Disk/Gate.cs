namespace DreamLake.Disk;

/// <summary>
/// Lets one thread of one process at a time do a handful of system calls; its file stays, so that everybody meets at the same.
/// </summary>
/// <param name="disk">Where the file is.</param>
/// <param name="path">The gate's file, in a folder that is there. It is never removed.</param>
/// <param name="time">The clock, for how long the gate is waited for: 10 s.</param>
public sealed class Gate(IDisk disk, string path, TimeProvider time)
{
    // Longer than this, and whoever is inside was stopped there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The threads of one process queue up here, so that the file itself is only ever contended by other processes.
    private readonly object _oneThread = new();

    /// <summary>Does something inside the gate.</summary>
    /// <exception cref="IOException">Another process does not leave it, or its file system knows no locks.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public T Inside<T>(Func<T> act)
    {
        lock (_oneThread)
        {
            using var alone = Enter();
            return act();
        }
    }

    private IDiskLock Enter()
    {
        var startedAt = time.GetTimestamp();
        var wait = new SpinWait();
        while (true)
        {
            if (disk.TryLock(path) is { } alone) return alone;
            if (time.GetElapsedTime(startedAt) > Patience)
            {
                throw new IOException($"Another process has held '{path}' for {Patience.TotalSeconds:0} s.");
            }

            wait.SpinOnce();
        }
    }
}
