using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Progress;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Uploading;

/// <summary>
/// The bridge between a run and a pipeline: takes what happened off the run's queue and writes it, on the pipeline's thread alone.
/// </summary>
internal sealed class UploadPump : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly PSCmdlet _cmdlet;
    private readonly UploadRun _run;
    private readonly ProgressBars? _bars;
    private readonly PauseNotice _notice;
    private readonly RunSummary _summary;
    private readonly CancellationToken _stopping;
    private readonly LakeSession _session = LakeSession.Current;
    private readonly UnfinishedFiles _unfinished = new();
    private readonly List<string> _awaited = [];
    private ErrorRecord? _end;

    /// <summary>A bridge.</summary>
    /// <param name="cmdlet">Writes.</param>
    /// <param name="run">What it writes about; disposed with the pump.</param>
    /// <param name="notice">What is said where the run pauses.</param>
    /// <param name="summary">Counts what the run comes to.</param>
    /// <param name="cancellationToken">Cancelled when the pipeline stops.</param>
    public UploadPump(PSCmdlet cmdlet, UploadRun run, PauseNotice notice, RunSummary summary, CancellationToken cancellationToken)
    {
        (_cmdlet, _run, _notice, _summary, _stopping) = (cmdlet, run, notice, summary, cancellationToken);
        _bars = ProgressBars.For(cmdlet);
    }

    /// <summary>How many files were handed over.</summary>
    public int Files { get; private set; }

    /// <summary>Hands a file over, and writes what has happened meanwhile.</summary>
    /// <exception cref="PipelineStoppedException">The run cannot go on: no lake, or a refused token.</exception>
    public void Upload(UploadRequest request)
    {
        Files++;
        _unfinished.Add(request);
        _bars?.Expect(request.Path);
        _run.Add(request);
        while (_run.TryTake(TimeSpan.Zero, out var happened)) Write(happened);
        _bars?.Update(_run.Snapshot);
        if (_end is not null) Finish();
    }

    /// <summary>Writes what happens for a moment.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stops, or the run could not go on.</exception>
    public void Idle(TimeSpan moment)
    {
        if (_run.TryTake(moment, out var happened)) Write(happened);
        _bars?.Update(_run.Snapshot);
        if (_end is not null || _stopping.IsCancellationRequested) Finish();
    }

    /// <summary>Writes what happens until all files have ended.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stops, or the run could not go on.</exception>
    public void Finish()
    {
        _run.CompleteAdding();
        while (!_run.IsOver)
        {
            // Without bars nothing is to be done between two events.
            if (_run.TryTake(_bars is null ? Timeout.InfiniteTimeSpan : Tick, out var happened)) Write(happened);
            _bars?.Update(_run.Snapshot);
        }

        if (_stopping.IsCancellationRequested) throw new PipelineStoppedException();
        _bars?.Complete();
        if (_unfinished.Count > 0) _notice.Warn(_unfinished);
        if (_end is not null) _cmdlet.ThrowTerminatingError(_end);
    }

    /// <summary>Ends the run, finished or not. Where it pauses, that is said past the streams: nothing can be written any more.</summary>
    public void Dispose()
    {
        _run.Pause();
        _run.CompleteAdding();
        while (!_run.IsOver)
        {
            if (_run.TryTake(Timeout.InfiniteTimeSpan, out var happened) && happened.Result is { } result) Settle(result);
        }

        _run.Dispose();
        _bars?.CompleteThroughHost();
        if (_unfinished.Count > 0) _notice.WarnThroughHost(_unfinished, _awaited);
    }

    private void Write(RunEvent happened)
    {
        if (happened.Result is { } result) WriteResult(result);
        else if (happened.Note is { IsWarning: true } warning) _cmdlet.WriteWarning($"{warning.Path}: {warning.Text}");
        else if (happened.Note is { } note) _cmdlet.WriteVerbose($"{note.Path}: {note.Text}");
        else if (happened.Fault is { } fault) _end ??= RunFailed(fault);
    }

    private void WriteResult(UploadResult result)
    {
        Settle(result);
        _summary.Count(result);
        _bars?.Ended(result);
        if (result.Error is not { } fault)
        {
            _session.Remember(result.Episode!.ToString());
            _cmdlet.WriteObject(OutputMapping.Result(result));
        }
        else if (fault.StopsRun)
        {
            _end ??= ErrorRecords.Of(fault, result.Request.Path);
        }
        else if (fault.Error != UploadError.Interrupted)
        {
            // An interrupted one has no error of its own: what interrupted it is told once, for all.
            _cmdlet.WriteError(ErrorRecords.Of(fault, result.Request.Path));
        }
    }

    private static ErrorRecord RunFailed(Exception fault)
    {
        const string Advice = "What was sent is kept; run the same command again to go on.";
        return ErrorRecords.Create(fault, "RunFailed", ErrorCategory.NotSpecified, null, fault.Message, Advice);
    }

    private void Settle(UploadResult result)
    {
        if (result.Outcome != UploadOutcome.Paused) _unfinished.Remove(result.Request);
        else if (result is { AssetId: not null, Error: { Error: UploadError.Interrupted } interrupted }) _awaited.Add(interrupted.Message);
    }
}
