using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.Cli.Commands;

/// <summary>What the results of a run add up to: its summary and its exit status.</summary>
internal sealed class UploadTally
{
    private readonly LeftOutTally _leftOut = new();
    private int _stored;
    private int _alreadyStored;
    private int _planned;
    private int _paused;
    private int _failed;
    private long _bytes;
    private bool _hasNoLake;

    /// <summary>A tally of a run.</summary>
    /// <param name="leftOut">What of its folders it leaves out.</param>
    public UploadTally(IEnumerable<LeftOut> leftOut)
    {
        foreach (var left in leftOut) _leftOut.Add(left);
    }

    /// <summary>Takes a result in.</summary>
    public void Count(UploadResult result)
    {
        if (result.Outcome == UploadOutcome.AlreadyStored) _alreadyStored++;
        else if (result.IsInLake) (_stored, _bytes) = (_stored + 1, _bytes + result.Size);
        else if (result.Outcome == UploadOutcome.Paused) _paused++;
        else _failed++;
        if (result.Error is { StopsRun: true }) _hasNoLake = true;
    }

    /// <summary>Takes in a file that would be uploaded.</summary>
    public void CountPlanned(UploadPreview preview) => (_planned, _bytes) = (_planned + 1, _bytes + preview.Size);

    /// <summary>What a person reads at the end, a line each: what became of many files, what was left out, and how to go on.</summary>
    public IEnumerable<string> Summary()
    {
        if (_stored + _alreadyStored + _planned + _paused + _failed > 1) yield return $"{string.Join(", ", Counts())}.";
        if (_leftOut.Count > 0) yield return $"left out: {_leftOut}.";
        // Where no lake answers, its own line says what to do first.
        if (_paused > 0 && !_hasNoLake) yield return "upload paused — re-run to resume";
    }

    /// <summary>The status.</summary>
    public int ExitCodeFor(bool isInterrupted) =>
        isInterrupted ? ExitCode.Interrupted
        : _hasNoLake ? ExitCode.NoLake
        : _paused + _failed > 0 || _leftOut.HasFailures ? ExitCode.SomeNotStored
        : ExitCode.AllStored;

    private IEnumerable<string> Counts()
    {
        if (_planned > 0) yield return $"{Units.Count(_planned, "file")} to upload ({Units.Size(_bytes)})";
        else yield return $"{Units.Count(_stored, "file")} stored ({Units.Size(_bytes)})";
        if (_alreadyStored > 0) yield return $"{_alreadyStored} already stored";
        if (_failed > 0) yield return $"{_failed} failed";
        // Where no lake answers, its own line says what to do first.
        if (_paused > 0 && !_hasNoLake) yield return $"{_paused} paused";
    }
}
