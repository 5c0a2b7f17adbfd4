using DreamLake.Engine.Content;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Stages;

/// <summary>
/// How far one file is: written by its steps, read by faces at any moment and by its result at the end. No step decides by it.
/// </summary>
/// <param name="path">The file, as it was asked for.</param>
/// <param name="startedAt">The clock's time stamp when it began.</param>
/// <param name="run">The totals of its run.</param>
internal sealed class FileProgress(string path, long startedAt, RunProgress run)
{
    private long _size;
    private int _parts;
    private int _partsDone;
    private int _partsSent;
    private long _bytesHashed;
    private long _bytesUnderWay;
    private long _bytesDone;
    private volatile int _step;

    /// <summary>The clock's time stamp when it began.</summary>
    public long StartedAt => startedAt;

    /// <summary>Bytes of the file; 0 until it was looked at.</summary>
    public long Size => Interlocked.Read(ref _size);

    /// <summary>How many parts it has; 0 until it was looked at.</summary>
    public int Parts => Volatile.Read(ref _parts);

    /// <summary>How many parts this run sent.</summary>
    public int PartsSent => Volatile.Read(ref _partsSent);

    /// <summary>The content's whole SHA-256, 64 hex digits; null until it is known.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>The content's hash, the first 16 of them; null until it is known.</summary>
    public string? Hash => Sha256?[..16];

    /// <summary>BSS's id; null until it is registered there.</summary>
    public string? BssId { get; private set; }

    /// <summary>DreamLake Server's id; null until it is registered there.</summary>
    public string? AssetId { get; private set; }

    /// <summary>Entries of a label or text track; null where BSS did not tell.</summary>
    public long? EntryCount { get; set; }

    /// <summary>A step begins.</summary>
    public void Begin(UploadStepName step) => _step = (int)step;

    /// <summary>The file was looked at.</summary>
    public void Planned(PartPlan plan)
    {
        Interlocked.Exchange(ref _size, plan.FileSize);
        Volatile.Write(ref _parts, plan.Count);
    }

    /// <summary>Bytes were read for the hash.</summary>
    public void AddHashed(int bytes) => Interlocked.Add(ref _bytesHashed, bytes);

    /// <summary>The content is known.</summary>
    /// <param name="sha256">Its whole SHA-256.</param>
    public void Identified(string sha256) => Sha256 = sha256;

    /// <summary>Whether it is stored, and waits for the lake.</summary>
    public bool IsAwaited => _step >= (int)UploadStepName.AwaitVerified;

    /// <summary>The wire took bytes of a part.</summary>
    public void AddSent(int bytes)
    {
        run.CountSent(bytes);
        Interlocked.Add(ref _bytesUnderWay, bytes);
    }

    /// <summary>A part is no longer on the wire: it was stored, or it has to be sent again.</summary>
    /// <param name="bytes">What the wire had taken of it.</param>
    public void EndPart(long bytes) => Interlocked.Add(ref _bytesUnderWay, -bytes);

    /// <summary>S3 took one more part.</summary>
    public void AddPart(long bytes)
    {
        Interlocked.Increment(ref _partsSent);
        Interlocked.Increment(ref _partsDone);
        Interlocked.Add(ref _bytesDone, bytes);
    }

    /// <summary>S3 has so many parts: what it tells itself counts.</summary>
    public void SetParts(int count, long bytes)
    {
        Volatile.Write(ref _partsDone, count);
        Interlocked.Exchange(ref _bytesDone, bytes);
    }

    /// <summary>The state says so much of the registrations.</summary>
    public void Registered(UploadState state) => (BssId, AssetId) = (state.BssId, state.AssetId);

    /// <summary>How far it is at this moment.</summary>
    public FileSnapshot Snapshot()
    {
        var size = Size;
        var stored = Math.Min(size, Interlocked.Read(ref _bytesDone) + Interlocked.Read(ref _bytesUnderWay));
        return new FileSnapshot(
            path, (UploadStepName)_step, size, Interlocked.Read(ref _bytesHashed), stored, Parts, Volatile.Read(ref _partsDone));
    }
}
