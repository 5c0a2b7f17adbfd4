using System.Diagnostics;

namespace DreamLake.Processes;

/// <summary>The other two programs of this folder: what they print goes into the page.</summary>
internal static class InnerPieces
{
    /// <summary>The tables of BenchmarkDotNet, and those of the lake's side.</summary>
    /// <param name="repository">The checkout's folder.</param>
    /// <exception cref="InvalidOperationException">One of them failed.</exception>
    public static IReadOnlyList<string> Measure(string repository)
    {
        var artifacts = Directory.CreateTempSubdirectory("dreamlake-bench-").FullName;
        try
        {
            Run(repository, "bench/DreamLake.Bench", "--filter", "*", "--job", "short", "--artifacts", artifacts);
            var reports = Directory.GetFiles(Path.Combine(artifacts, "results"), "*-report-github.md").Order(StringComparer.Ordinal);
            return [.. reports.Select(TableOf), "### DreamLake.Lake\n\n" + Run(repository, "bench/DreamLake.Lake")];
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    // Named by its class, without what each repeats of the machine.
    private static string TableOf(string report)
    {
        var name = Path.GetFileName(report).Split('-')[0].Split('.')[^1];
        return $"### {name}\n\n" + string.Join('\n', File.ReadLines(report).Where(line => line.StartsWith('|')));
    }

    private static string Run(string repository, string project, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", "-c", "Release", "--project", project, "--", .. arguments])
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(output);
    }
}
