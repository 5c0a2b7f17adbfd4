using System.Text.Json;

namespace DreamLake.Pester.Tests;

/// <summary>One run of the whole suite, in the pinned shell.</summary>
internal static class PesterRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What came of each test; a run that broke off is a failed one of its own.</summary>
    public static async Task<IReadOnlyList<PesterResult>> RunAsync(string pester, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            var suite = Repository.At("tests", "Pester", "Invoke-Suite.ps1");
            string[] shell = ["tool", "run", "pwsh", "-NoProfile", "-NonInteractive", "-File", suite, "-Pester", pester, "-Result", file];
            var run = await Dotnet.RunAsync(shell, cancellationToken);
            var lines = await File.ReadAllLinesAsync(file, cancellationToken);
            var results = lines.Select(line => JsonSerializer.Deserialize<PesterResult>(line, Json)!).ToList();
            var isWhole = run.ExitCode == 0 && results.Count > 0;
            if (!isWhole) results.Add(PesterResult.BrokeOff($"The shell ended with {run.ExitCode}: {run.Output}"));
            return results;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
