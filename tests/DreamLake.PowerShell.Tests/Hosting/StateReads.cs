using System.Collections.Concurrent;
using Xunit;

namespace DreamLake.PowerShell.Tests.Hosting;

/// <summary>Counts how often state files of a folder are read, as the kernel tells it.</summary>
internal sealed class StateReads : IDisposable
{
    private readonly ConcurrentQueue<string> _reads = new();
    private readonly FileSystemWatcher _watcher;
    private readonly string _mark;

    public StateReads(string folder)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux tells of each read.");
        _mark = Path.Combine(folder, "mark");
        File.WriteAllText(_mark, "the end");
        _watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.LastAccess, InternalBufferSize = 64 * 1024 };
        _watcher.Changed += (_, read) => _reads.Enqueue(read.Name!);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>The reads so far: told in their order, so that all are known once our own, the last one, is.</summary>
    public int Count()
    {
        File.ReadAllText(_mark);
        Assert.True(SpinWait.SpinUntil(() => _reads.Contains("mark"), TimeSpan.FromSeconds(60)), "The kernel does not tell of reads here.");
        return _reads.Count(name => name.EndsWith(".json", StringComparison.Ordinal));
    }

    public void Dispose() => _watcher.Dispose();
}
