using System.Globalization;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;

namespace DreamLake.Cli.Tests.Team.Chaos;

/// <summary>A person who runs the same command until it says that all is stored; now and then its process is killed.</summary>
internal sealed class ChaosClient(Machine machine, Ledger ledger, int number, Random random)
{
    private const int MostRuns = 100;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs it until all is stored.</summary>
    /// <param name="storm">While it lasts, the command is killed as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Task storm, CancellationToken cancellationToken)
    {
        var last = "";
        for (var run = 0; run < MostRuns; run++)
        {
            var ended = await RunOnceAsync(isKilled: !storm.IsCompleted && random.Next(4) == 0, cancellationToken);
            foreach (var line in ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Note(line);
            if (ended.ExitCode == 0) return;
            last = ended.Error;
            await Task.Delay(Breath, cancellationToken);
        }

        throw new InvalidOperationException($"Client {number} was not through after {MostRuns} runs. The last said:\n{last}");
    }

    private async Task<Run> RunOnceAsync(bool isKilled, CancellationToken cancellationToken)
    {
        var episode = string.Create(CultureInfo.InvariantCulture, $"alice@robotics:chaos-{number}");
        using var process = machine.Start("upload", $"in-{number}", "--episode", episode, "--json");
        if (!isKilled) return await process.EndAsync();
        var ending = process.EndAsync();
        await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500, 6000)), cancellationToken));
        if (!process.HasEnded) await process.KillAsync();
        return await ending;
    }

    private void Note(string line)
    {
        JsonNode? report;
        try
        {
            report = JsonNode.Parse(line);
        }
        catch (System.Text.Json.JsonException)
        {
            // Cut off by the kill: nobody was told anything by it.
            return;
        }

        if (report?["outcome"]?.ToString() is "stored" or "alreadyStored")
            ledger.Told(number, report["name"]!.ToString(), report["assetId"]?.ToString());
    }
}
