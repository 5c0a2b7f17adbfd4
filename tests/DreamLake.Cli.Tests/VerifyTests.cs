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

    [Fact]
    public async Task A_whole_space_is_compared_both_ways_and_reported_by_episode()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var root = Path.Combine(machine.Home, "robotics");
        // An episode of two levels, one of one, and what hangs right under the space.
        await UploadAsync(machine, machine.File("robotics/day-1/run-1/camera/a.mp4", 40_000), "alice@robotics:day-1/run-1", "/camera");
        await UploadAsync(machine, machine.File("robotics/run-2/a.mp4", 50_000), "alice@robotics:run-2", "/");
        await UploadAsync(machine, machine.File("robotics/top.mp4", 60_000), "alice@robotics", "/");

        var report = Path.Combine(machine.Home, "report.jsonl");
        string[] whole = [root, "--episode", "alice@robotics", "--all-episodes", "--missing"];
        (await machine.RunAsync(["verify", .. whole, "--report", report])).Ended(0);
        Assert.Equal(
            ["alice@robotics /top.mp4 same", "alice@robotics:day-1/run-1 /camera/a.mp4 same", "alice@robotics:run-2 /a.mp4 same"],
            Lines(File.ReadAllLines(report)));

        File.WriteAllText(Path.Combine(root, "top.mp4"), "another");
        File.Delete(Path.Combine(root, "run-2/a.mp4"));
        machine.File("robotics/run-3/new/a.mp4", 3);
        var run = (await machine.RunAsync(["verify", .. whole, "--json"])).Ended(1);
        Assert.Equal(
            [
                "alice@robotics /top.mp4 differs", "alice@robotics:day-1/run-1 /camera/a.mp4 same",
                "alice@robotics:run-2 /a.mp4 onlyInLake", "alice@robotics:run-3 /new/a.mp4 notStored",
            ],
            Lines(run.Output.Trim().Split('\n')));

        (await machine.RunAsync("verify", root, "--episode", "alice@robotics:run-2", "--all-episodes")).Ended(2);
    }

    private static async Task UploadAsync(Machine machine, string file, string episode, string to) =>
        (await machine.RunAsync("upload", file, "--episode", episode, "--to", to, "--wait", "verified")).Ended(0);

    private static string[] Lines(IEnumerable<string> report) =>
    [
        .. report.Select(line => JsonNode.Parse(line)!)
            .Select(line => $"{line["episode"]} {line["name"]} {line["outcome"]}").Order(StringComparer.Ordinal),
    ];
}
