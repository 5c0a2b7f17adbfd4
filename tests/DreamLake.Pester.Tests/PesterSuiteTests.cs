using Xunit;

namespace DreamLake.Pester.Tests;

/// <summary>
/// The suite of tests/Pester in a real PowerShell: each of its tests passes, fails or is skipped here under its own name.
/// </summary>
public sealed class PesterSuiteTests
{
    public static async Task<IEnumerable<TheoryDataRow<PesterResult>>> Results()
    {
        var tools = await PinnedTools.RestoreAsync(TestContext.Current.CancellationToken);
        if (tools.WhyNot is { } reason) return [new(PesterResult.Absent) { Skip = reason, TestDisplayName = PesterResult.Absent.Name }];
        var results = await PesterRun.RunAsync(tools.Pester, TestContext.Current.CancellationToken);
        return results.Select(result => new TheoryDataRow<PesterResult>(result)
        {
            TestDisplayName = result.Name,
            Label = "",
            Skip = result.IsSkipped ? $"Skipped by the suite: {result.Message}" : null,
        });
    }

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Each_test_passes(PesterResult result) => Assert.True(result.HasPassed, result.Message);
}
