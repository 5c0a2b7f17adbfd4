using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.Cli.Catalog;

/// <summary>What a check came to.</summary>
internal sealed class CheckTally
{
    private readonly Dictionary<CheckOutcome, int> _counts = [];

    /// <summary>Whether every file is the same in the lake, and there was one.</summary>
    public bool AllSame => _counts.Count == 1 && _counts.ContainsKey(CheckOutcome.Same);

    /// <summary>Whether no lake answers, or it refused the token.</summary>
    public bool IsWithoutLake { get; private set; }

    /// <summary>Files that were compared, or could not be.</summary>
    public int Done { get; private set; }

    /// <summary>Counts a result.</summary>
    public void Count(CheckResult result)
    {
        Done++;
        _counts[result.Outcome] = _counts.GetValueOrDefault(result.Outcome) + 1;
        IsWithoutLake |= result.Error is { StopsRun: true };
    }

    /// <summary>What was not compared, by reason.</summary>
    public LeftOutTally LeftOut { get; } = new();

    /// <summary>Counts what was left out. What cannot be read, or is being written, is not the same.</summary>
    public void Count(LeftOut left)
    {
        LeftOut.Add(left);
        if (left.IsUnseen) _counts[CheckOutcome.Failed] = _counts.GetValueOrDefault(CheckOutcome.Failed) + 1;
    }

    /// <summary>It in one line.</summary>
    public string Summary() => _counts.Count == 0
        ? "nothing was compared."
        : string.Join(", ", _counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {CheckText.WordOf(pair.Key)}")) + ".";
}
