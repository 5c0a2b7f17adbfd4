using System.Security.Cryptography;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary><c>upload --wait</c> against a lake that serves: what a script may delete by.</summary>
public sealed class WaitTests
{
    private const string Episode = "alice@robotics:run-042";

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(40_000_000)] // Larger than what is verified before Complete is answered.
    public async Task Verified_ends_with_the_digest_that_the_lake_read_back(int size)
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var file = machine.File("a.wav", size);
        var report = (await lake.Use(machine).RunAsync("upload", file, "--episode", Episode, "--wait", "verified", "--json")).Ended(0).Json;
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        Assert.Equal(
            ("stored", digest, digest),
            (report["outcome"]!.ToString(), report["sha256"]!.ToString(), report["verified"]!["sha256"]!.ToString()));

        // The same file again: nothing is sent, and the proof is told.
        var again = (await lake.Use(machine).RunAsync("upload", file, "--episode", Episode, "--wait", "verified", "--json")).Ended(0).Json;
        Assert.Equal((0, digest), ((int)again["partsSent"]!, again["verified"]!["sha256"]!.ToString()));
    }

    [Fact]
    public async Task A_person_reads_of_the_proof()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var labels = Machine.Sample("labels.jsonl");
        var run = (await lake.Use(machine).RunAsync("upload", labels, "--episode", Episode, "--wait", "ready")).Ended(0);
        Assert.Contains("Status        ready", run.Output, StringComparison.Ordinal);
        Assert.Matches("Verified +20.*Z, SHA-256 [0-9a-f]{64}", run.Output);
    }

    [Fact]
    public async Task A_recording_that_was_cut_short_says_how_much_of_it_plays()
    {
        Tools.RequireFfmpeg();
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine, "--split-workers", "2");
        var whole = await File.ReadAllBytesAsync(Machine.Sample("narration.flac"), TestContext.Current.CancellationToken);
        var cut = Path.Combine(machine.Home, "cut.flac");
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length * 6 / 10)], TestContext.Current.CancellationToken);
        string[] upload = ["upload", cut, "--episode", Episode, "--wait", "ready"];
        var report = (await lake.Use(machine).RunAsync([.. upload, "--json"])).Ended(0).Json;
        Assert.InRange((double)report["incomplete"]!["seconds"]!, 0.1, (double)report["incomplete"]!["of"]! - 0.1);
        var screen = (await lake.Use(machine).RunAsync(upload)).Ended(0).Output;
        Assert.Matches(@"Incomplete +the source was cut short: [0-9]+\.[0-9] of [0-9]+\.[0-9] s play", screen);
    }

    [Fact]
    public async Task A_number_of_split_workers_that_cannot_be_is_wrong_usage()
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync("serve", "--split-workers", "0")).Ended(2);
        Assert.Contains("--split-workers takes 1 to 64", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_which_no_stream_can_be_made_ends_with_1_and_the_reason()
    {
        Tools.RequireFfmpeg();
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var noVideo = machine.File("a.mp4", 100_000);
        var run = (await lake.Use(machine).RunAsync("upload", noVideo, "--episode", Episode, "--wait", "ready", "--json")).Ended(1);
        Assert.Equal(("failed", "failed", "SplitFailed"), (
            run.Json["outcome"]!.ToString(), run.Json["status"]!.ToString(), run.Json["error"]!["id"]!.ToString()));
        var reason = run.Json["statusReason"]!.ToString().TrimEnd('.');
        Assert.Contains(reason, run.Json["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        (await lake.Use(machine).RunAsync("upload", noVideo, "--episode", Episode, "--wait", "verified")).Ended(0);
    }

    [Fact]
    public async Task Another_word_is_wrong_usage_and_sends_nothing()
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync("upload", machine.File("a.wav", 10), "--episode", Episode, "--wait", "stored")).Ended(2);
        Assert.Contains("verified or ready", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_it_says_what_is_safe()
    {
        if (OperatingSystem.IsWindows()) return;
        using var machine = new Machine();
        using var served = new Machine();
        // A lake without ffmpeg: its videos are never ready.
        await using var lake = await ServingLake.StartAsync(served.With("PATH", served.Home));
        var file = machine.File("a.mp4", 100_000);
        using var command = lake.Use(machine).Start("upload", file, "--episode", Episode, "--wait", "ready");
        while (!await IsDispatchedAsync(lake)) await Task.Delay(50, TestContext.Current.CancellationToken);
        // The wait has begun once the state file is gone.
        while (Directory.GetFiles(machine.Uploads, "*.json").Length > 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        command.Interrupt();
        var run = (await command.EndAsync()).Ended(130);
        Assert.Contains("a.mp4' is stored", run.Error, StringComparison.Ordinal);
        Assert.Contains("upload paused — re-run to resume", run.Error, StringComparison.Ordinal);
    }

    private static async Task<bool> IsDispatchedAsync(ServingLake lake)
    {
        var listing = new Uri(lake.Server, "/assets/video?namespace=alice&space=robotics");
        using var answer = await lake.Http.GetAsync(listing, TestContext.Current.CancellationToken);
        var listed = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return listed.Contains("processing", StringComparison.Ordinal);
    }
}
