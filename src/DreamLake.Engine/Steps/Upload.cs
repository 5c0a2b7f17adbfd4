using DreamLake.Disk;
using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>A file on its way: what the steps have found out and done so far.</summary>
internal sealed class Upload : IDisposable
{
    private readonly object _gate = new();
    private readonly Action<UploadNote>? _notes;
    private readonly RunProgress _progress;
    private readonly Dictionary<int, PartDone> _done = [];
    private long _bytesHashed;
    private long _bytesUnderWay;
    private long _bytesDone;
    private volatile int _step;

    public Upload(UploadRequest request, UploadTarget target, long startedAt, Action<UploadNote>? notes, StoredKeys stored, RunProgress progress)
    {
        Request = request;
        Target = target;
        StartedAt = startedAt;
        _notes = notes;
        Stored = stored;
        _progress = progress;
    }

    /// <summary>What was asked for.</summary>
    public UploadRequest Request { get; }

    /// <summary>Where it goes.</summary>
    public UploadTarget Target { get; }

    /// <summary>The clock's time stamp when it began.</summary>
    public long StartedAt { get; }

    /// <summary>What its run has stored so far.</summary>
    public StoredKeys Stored { get; }

    /// <summary>The step that it is at.</summary>
    public UploadStepName Step { get => (UploadStepName)_step; set => _step = (int)value; }

    /// <summary>The file's identity, taken before it was hashed.</summary>
    public FileIdentity? Identity { get; set; }

    /// <summary>When its hash was begun.</summary>
    public DateTimeOffset HashedAt { get; set; }

    /// <summary>Its digests.</summary>
    public ContentDigest? Digest { get; set; }

    /// <summary>Its parts.</summary>
    public PartPlan? Plan { get; set; }

    /// <summary>Tells whether it still has the bytes that were hashed; null until they are known.</summary>
    public UnchangedContent? Content { get; set; }

    /// <summary>Its state; null until a multipart upload was begun or found.</summary>
    public UploadState? State { get; private set; }

    /// <summary>Where its state is written.</summary>
    public IStateWriter? Writer { get; set; }

    /// <summary>Held until the bytes are stored: nobody else begins the same content meanwhile.</summary>
    public HeldLock? ContentLock { get; set; }

    /// <summary>Held to the end: nobody else brings the same content to the same target.</summary>
    public HeldLock? TargetLock { get; set; }

    /// <summary>Where the Lambda is triggered, from this run's registration. Never saved.</summary>
    public Uri? LambdaUrl { get; set; }

    /// <summary>Entries of a label or text track.</summary>
    public long? EntryCount { get; set; }

    /// <summary>How many parts this run sent.</summary>
    public int PartsSent { get; private set; }

    /// <summary>The key in the staging pool.</summary>
    public string Key => StagingKey.For(Target.Namespace, Target.Space, Digest!.Hash);

    /// <summary>The parts that S3 has, ascending.</summary>
    public IReadOnlyList<PartDone> PartsDone
    {
        get { lock (_gate) return [.. _done.Values.OrderBy(part => part.PartNumber)]; }
    }

    /// <summary>Takes over a state, from init or from an earlier run, and writes it.</summary>
    public void Adopt(UploadState state)
    {
        lock (_gate)
        {
            _done.Clear();
            foreach (var part in state.CompletedParts) _done[part.PartNumber] = part;
            Interlocked.Exchange(ref _bytesDone, _done.Keys.Sum(Plan!.SizeOf));
            Write(state);
        }
    }

    /// <summary>Records a step that was done.</summary>
    public void Record(UploadStepName step, Func<UploadState, UploadState>? change = null)
    {
        lock (_gate)
        {
            var state = State! with { Step = step, CompletedParts = [.. _done.Values] };
            Write(change is null ? state : change(state));
        }
    }

    /// <summary>Has the next run hash the file again: its bytes are not those that its identity promised.</summary>
    public void DistrustHash()
    {
        lock (_gate)
        {
            if (State is { File: { } file } state) Write(state with { CompletedParts = [.. _done.Values], File = file with { HashedAt = null } });
        }
    }

    /// <summary>Records a part that S3 took.</summary>
    public void RecordPart(PartDone part)
    {
        lock (_gate)
        {
            Guarded(() => Writer!.Add(part));
            _done[part.PartNumber] = part;
            PartsSent++;
            Interlocked.Add(ref _bytesDone, Plan!.SizeOf(part.PartNumber));
        }
    }

    /// <summary>Forgets the multipart upload, so that a fresh one is begun. The file on the disk stands until that is saved.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            State = null;
            _done.Clear();
            Interlocked.Exchange(ref _bytesDone, 0);
        }
    }

    /// <summary>Lets others begin with the same content: the bytes are stored.</summary>
    public void ReleaseContent()
    {
        ContentLock?.Dispose();
        ContentLock = null;
    }

    /// <summary>Ends the upload: its state goes.</summary>
    public void Finish()
    {
        lock (_gate) Guarded(() => Writer!.Delete());
    }

    /// <summary>Counts bytes read for the hash.</summary>
    public void AddHashed(int bytes) => Interlocked.Add(ref _bytesHashed, bytes);

    /// <summary>Counts bytes of a part under way.</summary>
    public void AddSent(int bytes)
    {
        _progress.CountSent(bytes);
        Interlocked.Add(ref _bytesUnderWay, bytes);
    }

    /// <summary>Takes back the bytes of a part that is no longer under way: it was stored, or it has to be sent again.</summary>
    public void EndPart(long bytes) => Interlocked.Add(ref _bytesUnderWay, -bytes);

    /// <summary>Tells what happened.</summary>
    public void Note(string text, bool isWarning = false) => _notes?.Invoke(new UploadNote(Request.Path, text, isWarning));

    /// <summary>Stops where the file is not the one that was hashed.</summary>
    /// <exception cref="UploadException">It changed: nothing of it is completed.</exception>
    public async Task EnsureUnchangedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await Content!.DifferenceAsync(cancellationToken).ConfigureAwait(false) is { } difference) throw Changed(difference);
        }
        catch (FileNotFoundException fault)
        {
            throw Changed("it is no longer there", fault);
        }
    }

    /// <summary>The error for a file that changed under way.</summary>
    public UploadException Changed(string difference, Exception? inner = null) => new(
        UploadError.FileChanged,
        $"'{Request.Path}' changed while it was uploaded: {difference}.",
        "Nothing of it was completed, and the state of the old content is kept. Let whatever writes the file finish, then run the same command again.",
        inner);

    /// <summary>How far it is.</summary>
    public FileSnapshot Snapshot()
    {
        int parts;
        lock (_gate) parts = _done.Count;
        var size = Identity?.Size ?? 0;
        var stored = Math.Min(size, Interlocked.Read(ref _bytesDone) + Interlocked.Read(ref _bytesUnderWay));
        return new FileSnapshot(Request.Path, Step, size, Interlocked.Read(ref _bytesHashed), stored, Plan?.Count ?? 0, parts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer?.Dispose();
        Content?.Dispose();
        ReleaseContent();
        // Once only: a second release could remove the lock of whoever came next.
        TargetLock?.Dispose();
        TargetLock = null;
    }

    private void Write(UploadState state)
    {
        Guarded(() => Writer!.Save(state));
        State = state;
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.OfWriting(Writer!.Path, Request.Path, fault);
        }
    }
}
