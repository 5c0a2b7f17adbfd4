using System.Text.RegularExpressions;

namespace DreamLake.Lambda.Work;

/// <summary>A worker's own folder under the work folder, and the sign that it lives.</summary>
/// <remarks>
/// Beside the folder lies a file that the worker holds locked. The system lets go of the lock when the process ends, however it ends:
/// whose lock can be had is gone, its files are waste, and its jobs are free at once instead of at the end of their lease.
/// </remarks>
internal sealed partial class WorkSpace : IDisposable
{
    private readonly string _root;
    private readonly FileStream _sign;

    private WorkSpace(string root, string worker, FileStream sign)
    {
        _root = root;
        Worker = worker;
        _sign = sign;
    }

    /// <summary>The worker's name: like no other's, on any machine.</summary>
    public string Worker { get; }

    /// <summary>Makes a worker's folder.</summary>
    public static WorkSpace Open(string root)
    {
        Directory.CreateDirectory(root);
        var worker = Guid.NewGuid().ToString("N");
        var sign = new FileStream(SignOf(root, worker), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        Directory.CreateDirectory(Path.Combine(root, worker));
        return new(root, worker, sign);
    }

    /// <summary>Removes what dead workers left.</summary>
    /// <param name="release">Frees a dead worker's jobs; its files go only after that.</param>
    public async Task SweepAsync(Func<string, Task> release)
    {
        foreach (var folder in Directory.EnumerateDirectories(_root).ToArray())
        {
            var worker = Path.GetFileName(folder);
            if (worker == Worker || !WorkerName().IsMatch(worker)) continue;
            if (TryTake(worker) is not { } sign) continue;
            using (sign)
            {
                await release(worker);
                // Another worker may have swept here just before.
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }

            File.Delete(SignOf(_root, worker));
        }
    }

    /// <summary>An empty folder for one job.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_root, Worker, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Removes the worker's folder and its sign.</summary>
    public void Dispose()
    {
        Directory.Delete(Path.Combine(_root, Worker), recursive: true);
        _sign.Dispose();
        File.Delete(SignOf(_root, Worker));
    }

    private FileStream? TryTake(string worker)
    {
        try
        {
            return new FileStream(SignOf(_root, worker), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string SignOf(string root, string worker) => Path.Combine(root, worker + ".alive");

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex WorkerName();
}
