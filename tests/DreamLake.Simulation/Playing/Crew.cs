using System.Diagnostics;

namespace DreamLake.Simulation.Playing;

/// <summary>Several processes of this program that play at once, each a part of the seeds: a process plays on one thread.</summary>
internal sealed class Crew(PlayOptions options, TextWriter writer)
{
    // What a short-lived process of much generated code runs faster with: fewer collections, and no second mapping of each page of code.
    private static readonly (string Name, string Value)[] Settings =
        [("DOTNET_GCgen0size", "4000000"), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_TieredPGO", "0")];

    /// <summary>Plays the seeds; answers whether all held.</summary>
    /// <param name="jobs">How many processes.</param>
    public async Task<bool> PlayAsync(int jobs)
    {
        var each = (options.Count + jobs - 1) / jobs;
        var children = Enumerable.Range(0, jobs)
            .Select(job => PlayPartAsync(options.First + (job * each), Math.Min(each, options.Count - (job * each))));
        var results = await Task.WhenAll(children);
        foreach (var (output, _) in results.Where(result => result.Status != 0)) await writer.WriteAsync(output);
        return results.All(result => result.Status == 0);
    }

    private async Task<(string Output, int Status)> PlayPartAsync(int first, int count)
    {
        if (count <= 0) return ("", 0);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in options.ToArguments(first, count)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in Settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output, process.ExitCode);
    }
}
