using System.Collections.Concurrent;

namespace DreamLake.Engine.Stages;

/// <summary>How far all files are: what <see cref="LakeUploader.Snapshot"/> tells. Its totals only ever grow.</summary>
internal sealed class RunProgress
{
    private readonly ConcurrentDictionary<FileProgress, bool> _underWay = [];
    private long _bytesSent;
    private int _filesDone;

    /// <summary>A file begins.</summary>
    public FileProgress Begin(string path, long startedAt)
    {
        var file = new FileProgress(path, startedAt, this);
        _underWay[file] = true;
        return file;
    }

    /// <summary>A file has ended.</summary>
    public void End(FileProgress file) => _underWay.TryRemove(file, out _);

    /// <summary>A file's result is there, however it ended.</summary>
    public void CountFile() => Interlocked.Increment(ref _filesDone);

    /// <summary>The wire took bytes.</summary>
    /// <remarks>They are counted here, and not as a sum over files: files come and go, and the sum would go backwards.</remarks>
    public void CountSent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    /// <summary>All of it at this moment.</summary>
    public UploadSnapshot Snapshot()
    {
        var files = _underWay.Keys.OrderBy(file => file.IsAwaited).ThenBy(file => file.StartedAt).Select(file => file.Snapshot());
        return new UploadSnapshot([.. files], Volatile.Read(ref _filesDone), Interlocked.Read(ref _bytesSent));
    }
}
