using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary><c>dreamlake verify</c>: files on this disk held against the lake's proof.</summary>
public sealed class VerifyTests
{
    private const string Episode = "alice@robotics:run-042";

    [Fact]
    public async Task Folders_are_compared_both_ways_and_reported()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        foreach (var (name, size) in new[] { ("a.mp4", 40_000), ("b.mp4", 50_000), ("sub/c.wav", 60_000) })
            machine.File($"rec/{name}", size);
        var folder = Path.Combine(machine.Home, "rec");
        string[] place = [folder, "--episode", Episode, "--to", "/camera"];
        (await machine.RunAsync(["upload", .. place, "--wait", "verified"])).Ended(0);
        var report = Path.Combine(machine.Home, "report.jsonl");

        (await machine.RunAsync(["verify", .. place, "--missing", "--report", report])).Ended(0);
        Assert.Equal(["same", "same", "same"], File.ReadLines(report).Select(line => JsonNode.Parse(line)!["outcome"]!.ToString()));
        (await machine.RunAsync(["verify", Path.Combine(folder, "a.mp4"), .. place[1..], "--deep"])).Ended(0);

        File.WriteAllText(Path.Combine(folder, "a.mp4"), "another");
        File.Delete(Path.Combine(folder, "b.mp4"));
        machine.File("rec/d.mp4", 3);
        var run = (await machine.RunAsync(["verify", .. place, "--missing", "--json"])).Ended(1);
        var outcomes = run.Output.Trim().Split('\n').Select(line => JsonNode.Parse(line)!)
            .ToDictionary(line => line["name"]!.ToString(), line => line["outcome"]!.ToString());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["/camera/a.mp4"] = "differs", ["/camera/b.mp4"] = "onlyInLake", ["/camera/d.mp4"] = "notStored",
                ["/camera/sub/c.wav"] = "same",
            },
            outcomes);
    }
}
