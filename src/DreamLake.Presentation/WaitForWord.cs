using System.Diagnostics.CodeAnalysis;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>What is waited for, as it stands on a command line: <c>verified</c> or <c>ready</c>.</summary>
public static class WaitForWord
{
    /// <summary>Reads one; null or empty waits for nothing.</summary>
    public static bool TryParse(string? word, out WaitFor? goal, [NotNullWhen(false)] out string? fault)
    {
        (goal, fault) = word switch
        {
            null or "" => (null, null),
            _ when word.Equals("verified", StringComparison.OrdinalIgnoreCase) => (WaitFor.Verified, null),
            _ when word.Equals("ready", StringComparison.OrdinalIgnoreCase) => (WaitFor.Ready, null),
            _ => ((WaitFor?)null, $"'{NameRules.Printable(word)}' is nothing to wait for: that is verified or ready."),
        };
        return fault is null;
    }
}
