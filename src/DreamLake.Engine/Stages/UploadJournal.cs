using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Stages;

/// <summary>The state of an upload, in memory and on the disk at once: whatever is recorded is written before it counts.</summary>
internal sealed class UploadJournal
{
    private readonly object _gate = new();
    private readonly IdentifiedFile _file;
    private readonly IStateWriter _writer;
    private readonly Dictionary<int, PartDone> _done = [];

    /// <summary>Takes over a state, from init or from an earlier run, and writes it.</summary>
    /// <param name="file">The file that it speaks of.</param>
    /// <param name="writer">Where it is written.</param>
    /// <param name="state">The state.</param>
    /// <exception cref="UploadException">It cannot be written.</exception>
    public UploadJournal(IdentifiedFile file, IStateWriter writer, UploadState state)
    {
        (_file, _writer, State) = (file, writer, state);
        Adopt(state);
    }

    /// <summary>Where it is written.</summary>
    public IStateWriter Writer => _writer;

    /// <summary>What is known of the upload; its parts are in <see cref="PartsDone"/>.</summary>
    public UploadState State { get; private set; }

    /// <summary>The parts that S3 has, ascending.</summary>
    public IReadOnlyList<PartDone> PartsDone
    {
        get { lock (_gate) return [.. _done.Values.OrderBy(part => part.PartNumber)]; }
    }

    /// <summary>Takes over what S3 says that it has.</summary>
    /// <exception cref="UploadException">It cannot be written.</exception>
    public void Adopt(UploadState state)
    {
        lock (_gate)
        {
            _done.Clear();
            foreach (var part in state.CompletedParts) _done[part.PartNumber] = part;
            _file.Upload.Progress.SetParts(_done.Count, _done.Keys.Sum(_file.Plan.SizeOf));
            Write(state);
        }
    }

    /// <summary>Records a step that was done.</summary>
    /// <exception cref="UploadException">It cannot be written.</exception>
    public void Record(UploadStepName step, Func<UploadState, UploadState>? change = null)
    {
        lock (_gate)
        {
            var state = State with { Step = step, CompletedParts = [.. _done.Values] };
            Write(change is null ? state : change(state));
        }
    }

    /// <summary>Records that the content is what was promised.</summary>
    /// <exception cref="UploadException">It cannot be written.</exception>
    public void RecordProof()
    {
        if (State.IsPromised) Record(State.Step, state => _file.Describe(state, state.StartedAt!.Value));
    }

    /// <summary>Records a part that S3 took.</summary>
    /// <exception cref="UploadException">It cannot be written: the part counts as not sent.</exception>
    public void RecordPart(PartDone part)
    {
        lock (_gate)
        {
            Guarded(() => _writer.Add(part));
            _done[part.PartNumber] = part;
            _file.Upload.Progress.AddPart(_file.Plan.SizeOf(part.PartNumber));
        }
    }

    /// <summary>Has the next run hash the file again: its bytes are not those that its identity promised.</summary>
    /// <exception cref="UploadException">It cannot be written.</exception>
    public void DistrustHash()
    {
        lock (_gate)
        {
            if (State.File is { } file) Write(State with { CompletedParts = [.. _done.Values], File = file with { HashedAt = null } });
        }
    }

    /// <summary>The upload is over: its state goes.</summary>
    /// <exception cref="UploadException">It cannot be removed.</exception>
    public void Finish()
    {
        lock (_gate) Guarded(_writer.Delete);
    }

    private void Write(UploadState state)
    {
        Guarded(() => _writer.Save(state));
        State = state;
        _file.Upload.Progress.Registered(state);
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.OfWriting(_writer.Path, _file.Path, fault);
        }
    }
}
