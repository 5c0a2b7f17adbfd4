namespace DreamLake.Pester.Tests;

/// <summary>What came of one test of the suite.</summary>
/// <param name="Name">Its blocks and its own name.</param>
/// <param name="Result">Pester's word: <c>Passed</c>, <c>Failed</c>, <c>Skipped</c>.</param>
/// <param name="Message">Why it did not pass.</param>
public sealed record PesterResult(string Name, string Result, string? Message)
{
    /// <summary>Stands for the suite where it cannot be run.</summary>
    public static PesterResult Absent { get; } = new("The Pester suite", "Skipped", null);

    /// <summary>Stands for the suite where it did not come to its end.</summary>
    public static PesterResult BrokeOff(string message) => new(Absent.Name, "Failed", message);

    public bool HasPassed => Result == "Passed";

    public bool IsSkipped => Result == "Skipped";

    public override string ToString() => Name;
}
