using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary><c>dreamlake free</c> and <c>upload --remove-source</c>: files go on the lake's proof.</summary>
public sealed class FreeTests
{
    private const string Episode = "alice@robotics:run-042";

    [Fact]
    public async Task Sent_files_are_freed_on_proof_and_one_on_this_machine_is_none()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var (a, b) = (machine.File("rec/a.mp4", 40_000), machine.File("rec/b.wav", 50_000));
        string[] place = [Path.Combine(machine.Home, "rec"), "--episode", Episode, "--to", "/camera"];
        (await machine.RunAsync(["upload", .. place, "--wait", "verified"])).Ended(0);

        var kept = (await machine.RunAsync(["free", .. place])).Ended(1);
        Assert.Equal(2, kept.Output.Trim().Split('\n').Count(line => line.Contains("one copy is no proof", StringComparison.Ordinal)));
        var told = (await machine.RunAsync(["free", .. place, "--force", "--dry-run"])).Ended(0);
        Assert.Contains("2 files would be freed", told.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(a) && File.Exists(b));

        File.AppendAllText(b, "more");
        var freed = (await machine.RunAsync(["free", .. place, "--force", "--deep", "--json"])).Ended(1);
        var lines = freed.Output.Trim().Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(["freed", "kept"], lines.Select(line => line["outcome"]!.ToString()));
        Assert.False(File.Exists(a));
        Assert.True(File.Exists(b));
        var journal = Path.Combine(machine.Home, ".dreamlake", "freed", "journal.jsonl");
        Assert.Contains(lines[0]["sha256"]!.ToString(), File.ReadAllText(journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_being_written_stays_is_told_and_is_not_the_same()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux tells who has a file open.");
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var file = machine.File("rec/a.mp4", 40_000);
        string[] place = [Path.Combine(machine.Home, "rec"), "--episode", Episode];
        (await machine.RunAsync(["upload", .. place, "--wait", "verified"])).Ended(0);
        machine.File("rec/b.mp4", 40_000);
        (await machine.RunAsync(["upload", .. place, "--wait", "verified"])).Ended(0);

        using var writer = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var check = (await machine.RunAsync(["verify", .. place])).Ended(1);
        Assert.Contains("left out: 1 being written", check.Error, StringComparison.Ordinal);
        var free = (await machine.RunAsync(["free", .. place, "--force"])).Ended(1);
        Assert.Contains("left out: 1 being written", free.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task An_upload_removes_what_the_lake_has_verified_and_keeps_the_rest_with_a_reason()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var (a, b) = (machine.File("a.mp4", 40_000), machine.File("b.mp4", 21 * 1024 * 1024));

        var kept = (await machine.RunAsync("upload", a, "--episode", Episode, "--remove-source")).Ended(0);
        Assert.Contains("its source is kept", kept.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(a));
        var run = (await machine.RunAsync("upload", a, b, "--episode", Episode, "--remove-source", "--force")).Ended(0);

        Assert.Contains("2 sources removed", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(a) || File.Exists(b));
        Assert.Empty(Directory.GetFiles(machine.Uploads, "*.json"));
        (await machine.RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", Episode, "--no-wait")).Ended(2);
    }
}
