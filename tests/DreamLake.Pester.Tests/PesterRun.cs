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
            var run = await Dotnet.RunAsync(["tool", "run", "pwsh", "-NoProfile", "-NonInteractive", "-File", suite, "-Pester", pester, "-Result", file], cancellationToken);
            var results = (await File.ReadAllLinesAsync(file, cancellationToken)).Select(line => JsonSerializer.Deserialize<PesterResult>(line, Json)!).ToList();
            if (run.ExitCode != 0 || results.Count == 0) results.Add(new PesterResult("The Pester suite", "Failed", $"The shell ended with {run.ExitCode}: {run.Output}"));
            return results;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
