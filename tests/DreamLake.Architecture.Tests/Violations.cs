using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>What breaks a rule, all of it at once.</summary>
internal static class Violations
{
    /// <summary>Fails with a line for each violation, where there are any.</summary>
    public static void None(IEnumerable<string> violations)
    {
        var all = violations.ToArray();
        if (all.Length > 0) Assert.Fail($"{all.Length} break the rule:\n{string.Join('\n', all)}");
    }
}
