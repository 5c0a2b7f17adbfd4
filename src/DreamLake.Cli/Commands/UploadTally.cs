using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.Cli.Commands;

/// <summary>What the results of a run add up to: its summary and its exit status.</summary>
internal sealed class UploadTally
{
    private readonly BatchTally _tally = new(TimeProvider.System);
    private int _leftOut;
    private bool _hasNoLake;

    /// <summary>Takes a result in.</summary>
    public void Count(UploadResult result)
    {
        _tally.Count(result);
        if (result.Error is { StopsRun: true }) _hasNoLake = true;
    }

    /// <summary>Takes in what is left out.</summary>
    public void Count(LeftOut left)
    {
        _tally.Count(left);
        _leftOut++;
    }

    /// <summary>What a person reads at the end, a line each: what became of many files, what was left out, and how to go on.</summary>
    /// <param name="finishes">The command that finishes what is paused.</param>
    public IEnumerable<string> Summary(string finishes)
    {
        if (_tally.Files > 1 || _leftOut > 0)
        {
            foreach (var line in _tally.Lines()) yield return line;
        }

        // Where no lake answers, its own line says what to do first.
        if (_tally.Paused > 0 && !_hasNoLake) yield return $"upload paused — re-run to resume: {finishes}";
    }

    /// <summary>The status.</summary>
    public int ExitCodeFor(bool isInterrupted) =>
        isInterrupted ? ExitCode.Interrupted
        : _hasNoLake ? ExitCode.NoLake
        : _tally.Paused > 0 || _tally.HasFailures ? ExitCode.SomeNotStored
        : ExitCode.AllStored;
}
