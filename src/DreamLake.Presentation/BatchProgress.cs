using DreamLake.Engine;

namespace DreamLake.Presentation;

/// <summary>How far all files of a run are together. May be told and asked from any thread.</summary>
/// <param name="time">The clock for speed and time left.</param>
public sealed class BatchProgress(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly TransferSpeed _speed = new(time);
    private int _files;
    private int _filesEnded;
    private long _bytes;
    private long _bytesEnded;
    private int _leastFiles;
    private long _leastBytes;

    /// <summary>Counts a file that is to come, with its size as it is now; a file that is not there counts as empty.</summary>
    public void Expect(string path)
    {
        var size = SizeOf(path);
        lock (_gate) (_files, _bytes) = (_files + 1, _bytes + size);
    }

    /// <summary>Takes in what a plan knows of the files to come: at least so many, with so many bytes.</summary>
    public void Plan(int files, long bytes)
    {
        lock (_gate) (_leastFiles, _leastBytes) = (files, bytes);
    }

    /// <summary>Counts a file that has ended, with its size as it is now: the sizes of all that are to come are not kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="freed">What came of freeing its room: one that is gone had the size that this tells.</param>
    public void Ended(string path, FreeResult? freed = null)
    {
        var size = freed is { Outcome: FreeOutcome.Freed } ? freed.Size : SizeOf(path);
        lock (_gate) (_filesEnded, _bytesEnded) = (_filesEnded + 1, _bytesEnded + size);
    }

    /// <summary>How far the run is at a moment.</summary>
    public BatchStatus Sample(UploadSnapshot snapshot)
    {
        lock (_gate)
        {
            var (files, bytes) = (Math.Max(_files, _leastFiles), Math.Max(_bytes, _leastBytes));
            var stored = Math.Min(bytes, _bytesEnded + snapshot.Files.Sum(file => file.BytesStored));
            return new BatchStatus(files, _filesEnded, bytes, stored, _speed.Sample(snapshot.BytesSent));
        }
    }

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}

/// <summary>How far a run is at a moment.</summary>
/// <param name="Files">Files that it has so far.</param>
/// <param name="FilesEnded">Files that have ended, however.</param>
/// <param name="Bytes">Bytes of all its files.</param>
/// <param name="BytesStored">Bytes of files that have ended, and of parts that S3 has.</param>
/// <param name="Speed">Bytes a second; 0 where that cannot be told yet.</param>
public sealed record BatchStatus(int Files, int FilesEnded, long Bytes, long BytesStored, double Speed)
{
    /// <summary>How much is done, in whole percent. A file is done once it is registered: until the last one is, at most 99.</summary>
    public int Percent =>
        FilesEnded == Files && Files > 0 ? 100
        : (int)Math.Min(99, Bytes == 0 ? 100L * FilesEnded / Math.Max(1, Files) : 100 * BytesStored / Bytes);

    /// <summary>How long the rest will take at this speed; null where that cannot be told.</summary>
    public TimeSpan? TimeLeft => Speed < 1 ? null : TimeSpan.FromSeconds(Math.Min(int.MaxValue, (Bytes - BytesStored) / Speed));

    /// <summary>Bytes in words: <c>10.7 MiB of 1.0 GiB</c>.</summary>
    public string BytesText => $"{Units.Size(BytesStored)} of {Units.Size(Bytes)}";
}
