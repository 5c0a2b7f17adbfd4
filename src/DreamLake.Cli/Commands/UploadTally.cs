using DreamLake.Engine;

namespace DreamLake.Cli.Commands;

/// <summary>What the results of a run add up to: its exit status.</summary>
internal sealed class UploadTally
{
    private int _stored;
    private bool _hasNoLake;

    /// <summary>Takes a result in.</summary>
    public void Count(UploadResult result)
    {
        if (result.Outcome == UploadOutcome.Stored) _stored++;
        if (result.Error is { StopsRun: true }) _hasNoLake = true;
    }

    /// <summary>The status, for a run of so many files.</summary>
    public int ExitCodeFor(int files, bool isInterrupted) =>
        isInterrupted ? ExitCode.Interrupted
        : _hasNoLake ? ExitCode.NoLake
        : _stored < files ? ExitCode.SomeNotStored
        : ExitCode.AllStored;
}
