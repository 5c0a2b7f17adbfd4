using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>The first README command, as a process in a home of its own.</summary>
public sealed class LocalUploadTests
{
    [Fact]
    public async Task The_README_command_ends_with_ids_folder_and_playlist()
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync(
            "upload",
            Machine.Sample("run01.mp4"),
            "--episode",
            "alice@robotics:run-042",
            "--to",
            "/camera/front",
            "--local")).Ended(0);
        Assert.Contains("stored  alice@robotics:run-042 /camera/front/run01.mp4  11.1 MiB, 2 parts", run.Output, StringComparison.Ordinal);
        Assert.Contains("BSS id", run.Output, StringComparison.Ordinal);
        Assert.Contains("DreamLake id", run.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(machine.Home, ".dreamlake", "lake"), run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(machine.Uploads));
    }

    [Fact]
    public async Task The_playlist_plays_when_serve_runs_on_the_same_folder()
    {
        Tools.RequireFfmpeg();
        using var machine = new Machine();
        var report = (await machine.RunAsync(
            "upload",
            Machine.Sample("run01.mp4"),
            "--episode",
            "alice@robotics:run-042",
            "--local",
            "--json")).Ended(0).Json;
        Assert.Equal("ready", report["status"]!.ToString());
        var playlist = new Uri(report["playlistUrl"]!.ToString());
        Assert.Equal("http://localhost:10234", playlist.GetLeftPart(UriPartial.Authority));

        await using var lake = await ServingLake.StartAsync(machine);
        var probe = JsonNode.Parse(await Tools.RunAsync(
            "ffprobe",
            "-v",
            "error",
            "-show_format",
            "-show_streams",
            "-of",
            "json",
            new Uri(lake.Bss, playlist.PathAndQuery).AbsoluteUri))!;
        Assert.Equal(12.0, double.Parse(probe["format"]!["duration"]!.ToString()), 0.5);
        Assert.Equal(["audio", "video"], probe["streams"]!.AsArray().Select(stream => stream!["codec_type"]!.ToString()).Order());

        var address = new Uri(lake.Bss, $"/videos/{report["bssId"]}/metadata");
        var metadata = JsonNode.Parse(await lake.Http.GetStringAsync(address, TestContext.Current.CancellationToken))!;
        Assert.Equal((30, 640, 360), ((double)metadata["fps"]!, (int)metadata["width"]!, (int)metadata["height"]!));
    }

    [Fact]
    public async Task Where_serve_runs_on_the_folder_its_lake_is_used()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        (await machine.RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", "alice@robotics", "--local", "--json")).Ended(0);
        var listed = await lake.GetAsync("/assets/label-track?namespace=alice&space=robotics");
        Assert.Equal("/labels.jsonl", Assert.Single(listed.AsArray())!["name"]!.ToString());
    }

    [Fact]
    public async Task Two_local_uploads_at_once_both_end_stored()
    {
        using var machine = new Machine();
        using var first = machine.Start("upload", machine.File("a.wav", 3_000_000), "--episode", "alice@robotics", "--local", "--json");
        using var second = machine.Start("upload", machine.File("b.srt", 0), "--episode", "alice@robotics", "--local", "--json");
        (await first.EndAsync()).Ended(0);
        (await second.EndAsync()).Ended(0);
    }

    [Fact]
    public async Task Secrets_are_their_owners_alone_and_shown_nowhere()
    {
        if (OperatingSystem.IsWindows()) return;
        using var machine = new Machine();
        var run = (await machine.RunAsync("upload", Machine.Sample("captions.vtt"), "--episode", "alice@robotics", "--local", "--verbose"))
            .Ended(0);
        Assert.DoesNotContain("eyJ", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(machine.Home, ".dreamlake", "lake", "keys.json")));
    }

    [Fact]
    public async Task A_home_folder_that_is_not_there_yet_is_made()
    {
        using var machine = new Machine();
        var home = Path.Combine(machine.Home, "new", "home");
        (await machine.With("HOME", home).With("USERPROFILE", home)
            .RunAsync("upload", Machine.Sample("captions.srt"), "--episode", "alice@robotics", "--local")).Ended(0);
        Assert.True(Directory.Exists(Path.Combine(home, ".dreamlake", "lake")));
        Assert.True(Directory.Exists(Path.Combine(home, ".dreamlake", "uploads")));
        Assert.False(Directory.Exists(Path.Combine(machine.Home, ".dreamlake")));
    }
}
