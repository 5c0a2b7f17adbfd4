using System.Management.Automation;
using DreamLake.Engine;

namespace DreamLake.PowerShell.Progress;

/// <summary>How far all files of a run are together: files, bytes, speed, time left.</summary>
/// <param name="time">The clock for speed and time left.</param>
internal sealed class BatchProgress(TimeProvider time)
{
    private readonly Queue<(long At, long Sent)> _samples = new();
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private int _files;
    private int _filesEnded;
    private long _bytes;
    private long _bytesEnded;

    /// <summary>Counts a file that is to come, with its size as it is now.</summary>
    public void Expect(string path)
    {
        _files++;
        _bytes += _sizes[path] = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
    }

    /// <summary>Counts a file that has ended, with the size that it was expected to have.</summary>
    public void Ended(string path)
    {
        _filesEnded++;
        _bytesEnded += _sizes.GetValueOrDefault(path);
    }

    /// <summary>The bar at a moment.</summary>
    public ProgressRecord Record(int id, UploadSnapshot snapshot)
    {
        var stored = Math.Min(_bytes, _bytesEnded + snapshot.Files.Sum(file => file.BytesStored));
        var speed = Speed(snapshot.BytesSent);
        var status = $"{_filesEnded} of {_files} files, {ReadableSize.Of(stored)} of {ReadableSize.Of(_bytes)}";
        return new ProgressRecord(id, "Uploading to DreamLake", speed < 1 ? status : $"{status}, {ReadableSize.Of(speed)}/s")
        {
            // A file is done once it is registered: until the last one is, there is something left.
            PercentComplete = (int)Math.Min(99, _bytes == 0 ? 100L * _filesEnded / Math.Max(1, _files) : 100 * stored / _bytes),
            SecondsRemaining = speed < 1 ? -1 : (int)Math.Min(int.MaxValue, (_bytes - stored) / speed),
        };
    }

    // Over the last five seconds: long enough to be calm, short enough to be true.
    private double Speed(long sent)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, sent));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > TimeSpan.FromSeconds(5)) _samples.Dequeue();
        var (since, before) = _samples.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        return seconds < 0.2 ? 0 : (sent - before) / seconds;
    }
}
