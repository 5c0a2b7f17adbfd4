using System.Collections.Concurrent;

namespace DreamLake.Engine.Steps;

/// <summary>How far all files are: what <see cref="LakeUploader.Snapshot"/> tells. Its totals only ever grow.</summary>
internal sealed class RunProgress
{
    private readonly ConcurrentDictionary<Upload, bool> _underWay = [];
    private long _bytesSent;
    private int _filesDone;

    /// <summary>A file begins.</summary>
    public void Begin(Upload upload) => _underWay[upload] = true;

    /// <summary>A file has ended.</summary>
    public void End(Upload upload) => _underWay.TryRemove(upload, out _);

    /// <summary>A file's result is there, however it ended.</summary>
    public void CountFile() => Interlocked.Increment(ref _filesDone);

    /// <summary>The wire took bytes. They are counted here alone, and not file by file: a sum over files that come and go would go backwards.</summary>
    public void CountSent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    /// <summary>All of it at this moment.</summary>
    public UploadSnapshot Snapshot()
    {
        var uploads = _underWay.Keys.OrderBy(upload => upload.StartedAt).ToArray();
        return new UploadSnapshot([.. uploads.Select(upload => upload.Snapshot())], Volatile.Read(ref _filesDone), Interlocked.Read(ref _bytesSent));
    }
}
