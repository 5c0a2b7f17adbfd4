using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Report;

/// <summary>One subject's figures.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Text">How, in a sentence or two.</param>
/// <param name="Commands">What ran.</param>
/// <param name="Costs">What each cost.</param>
/// <param name="Bars">What was to be reached, and what was.</param>
internal sealed record Section(
    string Title,
    string Text,
    IReadOnlyList<Command> Commands,
    IReadOnlyList<Costs> Costs,
    IReadOnlyList<Bar> Bars);

/// <summary>A figure that was to be reached.</summary>
/// <param name="What">Of what to what.</param>
/// <param name="Figure">What it came to.</param>
/// <param name="Limit">What it was to be at most.</param>
/// <param name="Unit">Of both: × for a ratio.</param>
internal sealed record Bar(string What, double Figure, double Limit, string Unit = "×")
{
    /// <summary>Whether it was reached.</summary>
    public bool IsMet => Figure <= Limit;
}
