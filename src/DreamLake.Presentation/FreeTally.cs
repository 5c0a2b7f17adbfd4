using DreamLake.Engine;
using DreamLake.Presentation.Folders;

namespace DreamLake.Presentation;

/// <summary>What a run came to that frees files.</summary>
public sealed class FreeTally
{
    private int _freed;
    private int _kept;
    private long _bytes;
    private bool _isWhatIf;

    /// <summary>Whether every file was freed, or would be; one that cannot be read or is being written was not.</summary>
    public bool AllFreed => _kept == 0 && !LeftOut.HasUnseen;

    /// <summary>Files that have ended, however.</summary>
    public int Done => _freed + _kept;

    /// <summary>What was not looked at, by reason.</summary>
    public LeftOutTally LeftOut { get; } = new();

    /// <summary>Whether no lake answers, or it refused the token.</summary>
    public bool IsWithoutLake { get; private set; }

    /// <summary>Counts a result.</summary>
    public void Count(FreeResult result)
    {
        if (result.Outcome is FreeOutcome.Freed or FreeOutcome.WouldFree)
        {
            _freed++;
            _bytes += result.Size;
        }
        else
        {
            _kept++;
        }

        _isWhatIf |= result.Outcome == FreeOutcome.WouldFree;
        IsWithoutLake |= result.Error is { StopsRun: true };
    }

    /// <summary>It in one line.</summary>
    public string Summary() =>
        $"{Units.Count(_freed, "file")} {(_isWhatIf ? "would be " : "")}freed ({Units.Size(_bytes)}), {_kept} kept"
        + (_kept == 0 ? "." : ", each with its reason.");
}
