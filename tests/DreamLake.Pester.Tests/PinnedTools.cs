using System.Xml.Linq;

namespace DreamLake.Pester.Tests;

/// <summary>The pinned PowerShell and Pester, fetched where they are absent.</summary>
/// <param name="Pester">Pester's manifest.</param>
/// <param name="WhyNot">Why one of them is not to be had; null where both are.</param>
internal sealed record PinnedTools(string Pester, string? WhyNot)
{
    private static string Project => Repository.At("tests", "Pester", "tools", "Pester.csproj");

    /// <summary>The version of Pester that is pinned.</summary>
    public static string PesterVersion =>
        XDocument.Load(Project).Descendants("PackageDownload").Single().Attribute("Version")!.Value.Trim('[', ']');

    /// <summary>Fetches both. A machine without them, and without a way to them, is told as such.</summary>
    public static async Task<PinnedTools> RestoreAsync(CancellationToken cancellationToken)
    {
        var pester = Repository.At("out", "tools", "pester", PesterVersion, "tools", "Pester.psd1");
        var shell = await Dotnet.RunAsync(["tool", "restore"], cancellationToken);
        if (shell.ExitCode != 0) return new PinnedTools(pester, $"PowerShell cannot be restored here: {shell.Output.Trim()}");
        var restored = await Dotnet.RunAsync(["restore", Project], cancellationToken);
        return new PinnedTools(pester, restored.ExitCode == 0 ? null : $"Pester cannot be restored here: {restored.Output.Trim()}");
    }
}
