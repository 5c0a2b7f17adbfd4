using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>What went in comes back: listed, waited for, received.</summary>
public sealed class DownloadTests
{
    private const string Episode = "alice@robotics:run-042";

    [Fact]
    public async Task What_was_uploaded_is_listed_waited_for_and_comes_back_byte_for_byte()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var (empty, large) = (machine.File("empty.wav", 0), machine.File("large.mp4", (21 * 1024 * 1024) + 5));
        File.SetLastWriteTimeUtc(large, new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1234567));
        (await machine.RunAsync("upload", empty, large, Machine.Sample("labels.jsonl"), "--episode", Episode, "--to", "/a/b")).Ended(0);
        (await machine.RunAsync("wait", "--episode", Episode, "--for", "verified")).Ended(0);

        var listed = Lines(await machine.RunAsync("list", "/a/b/l*", "--episode", Episode, "--json"));
        Assert.Equal(["/a/b/large.mp4", "/a/b/labels.jsonl"], listed.Select(asset => asset["name"]!.ToString()));
        Assert.Equal(Sha256(large), listed[0]["verified"]!["sha256"]!.ToString());
        var episode = Assert.Single(Lines(await machine.RunAsync("episodes", "--json")));
        Assert.Equal((Episode, 3), (episode["episode"]!.ToString(), (int)episode["assets"]!));

        var destination = Path.Combine(machine.Home, "back");
        string[] download = ["download", "--episode", Episode, "--destination", destination, "--json"];
        var received = Lines((await machine.RunAsync(download)).Ended(0));
        Assert.All(received, file => Assert.Equal("received", file["outcome"]!.ToString()));
        Assert.Equal(Sha256(large), Sha256(Path.Combine(destination, "a", "b", "large.mp4")));
        Assert.Equal(0, new FileInfo(Path.Combine(destination, "a", "b", "empty.wav")).Length);
        Assert.Equal(File.GetLastWriteTimeUtc(large), File.GetLastWriteTimeUtc(Path.Combine(destination, "a", "b", "large.mp4")));
        Assert.Equal(3, Directory.GetFiles(destination, "*", SearchOption.AllDirectories).Length);
        Assert.All(Lines((await machine.RunAsync(download)).Ended(0)), file => Assert.Equal("alreadyHere", file["outcome"]!.ToString()));
    }

    [Fact]
    public async Task A_download_that_is_killed_goes_on_and_has_its_name_only_when_it_is_whole()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var file = machine.File("long.mp4", 45 * 1024 * 1024);
        (await machine.RunAsync("upload", file, "--episode", Episode)).Ended(0);
        var destination = Path.Combine(machine.Home, "back");
        string[] download = ["download", "--episode", Episode, "--destination", destination, "--json"];
        var journal = Path.Combine(destination, "long.mp4.part.journal");
        using (var killed = machine.Start([.. download, "--limit-rate", "20M"]))
        {
            while (!File.Exists(journal) || File.ReadAllLines(journal).Length < 4)
            {
                Assert.False(killed.HasEnded, "The download ended before a range had come.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await killed.KillAsync();
        }

        Assert.False(File.Exists(Path.Combine(destination, "long.mp4")));
        var report = Assert.Single(Lines((await machine.RunAsync(download)).Ended(0)));
        Assert.InRange((long)report["bytesReceived"]!, 1, (45 * 1024 * 1024) - 1);
        Assert.Equal(Sha256(file), Sha256(Path.Combine(destination, "long.mp4")));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public async Task What_there_is_not_is_said_in_one_line()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var run = (await lake.Use(machine).RunAsync("download", "--episode", "alice@nowhere:x")).Ended(1);
        Assert.Contains("There is no space 'nowhere'", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static List<JsonNode> Lines(Run run) =>
        [.. run.Ended(0).Output.Trim().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static string Sha256(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))).ToLowerInvariant();
}
