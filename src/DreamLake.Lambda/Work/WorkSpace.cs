using System.Text.RegularExpressions;
using DreamLake.Disk;

namespace DreamLake.Lambda.Work;

/// <summary>A worker's own folder under the work folder, and the sign that it lives.</summary>
/// <remarks>
/// The sign is a lock of the folder's name, in a folder beside the work folder. The system lets go of it when the process ends, however
/// it ends: whose lock can be had is gone, its files are waste, and its jobs are free at once instead of at the end of their lease.
/// </remarks>
internal sealed partial class WorkSpace : IDisposable
{
    private readonly string _root;
    private readonly LockFolder _locks;
    private readonly HeldLock _sign;

    private WorkSpace(string root, LockFolder locks, HeldLock sign) => (_root, _locks, _sign) = (root, locks, sign);

    /// <summary>The worker's name: like no other's, on any machine.</summary>
    public string Worker => _sign.Name;

    /// <summary>Makes a worker's folder.</summary>
    /// <exception cref="IOException">The work folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static WorkSpace Open(string root)
    {
        Directory.CreateDirectory(root);
        var locks = LocksOf(root);
        var worker = Guid.NewGuid().ToString("N");
        // The lock comes first: a folder that is there without one is a dead worker's.
        var sign = locks.TryTake(worker, "", out _)
            ?? throw new IOException($"A lock of the new name '{worker}' is held already for '{root}'.");
        Directory.CreateDirectory(Path.Combine(root, worker));
        return new(root, locks, sign);
    }

    /// <summary>
    /// Removes the files that dead workers left; their empty folders stay. No table is written: on a full disk this makes room.
    /// </summary>
    /// <param name="root">The work folder.</param>
    /// <exception cref="IOException">The work folder cannot be read.</exception>
    public static void RemoveLeftovers(string root)
    {
        if (!Directory.Exists(root)) return;
        var locks = LocksOf(root);
        foreach (var folder in WorkersOf(root))
        {
            using var sign = locks.TryTake(Path.GetFileName(folder), "", out _);
            if (sign is not null) Empty(folder);
        }
    }

    /// <summary>Removes what dead workers left: their files first, whatever the table says.</summary>
    /// <param name="release">Frees a dead worker's jobs; its folder goes only after that, so that the next sweep tries again.</param>
    public async Task SweepAsync(Func<string, Task> release)
    {
        foreach (var folder in WorkersOf(_root))
        {
            var worker = Path.GetFileName(folder);
            if (worker == Worker) continue;
            using var sign = _locks.TryTake(worker, "", out _);
            if (sign is null) continue;
            Empty(folder);
            await release(worker);
            // Another worker may have swept here just before.
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        // Locks whose folders are gone already.
        foreach (var abandoned in _locks.TakeAbandoned()) abandoned.Dispose();
    }

    /// <summary>An empty folder for one job.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_root, Worker, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Removes the worker's folder and its sign.</summary>
    public void Dispose()
    {
        Directory.Delete(Path.Combine(_root, Worker), recursive: true);
        _sign.Dispose();
    }

    private static LockFolder LocksOf(string root) =>
        new(new LocalDisk(), Path.TrimEndingDirectorySeparator(root) + ".locks", ".lock", TimeProvider.System);

    private static string[] WorkersOf(string root) =>
        [.. Directory.EnumerateDirectories(root).Where(folder => WorkerName().IsMatch(Path.GetFileName(folder)))];

    private static void Empty(string folder)
    {
        // Another worker may have swept here just before.
        if (!Directory.Exists(folder)) return;
        foreach (var job in Directory.EnumerateDirectories(folder)) Directory.Delete(job, recursive: true);
        foreach (var file in Directory.EnumerateFiles(folder)) File.Delete(file);
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex WorkerName();
}
