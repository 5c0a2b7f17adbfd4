using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>Folders: nothing is left out without a word, and one odd file holds nobody up.</summary>
public sealed class FolderTests
{
    [Fact]
    public async Task What_is_left_out_is_told_in_a_line_and_each_where_asked_for()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        foreach (var name in new[] { "rec/a.mp4", "rec/b.raw", "rec/.cam/c.mp4" }) machine.File(name, name.Length);
        var run = (await machine.RunAsync("upload", "rec", "--episode", "alice@robotics")).Ended(0);
        Assert.Contains("left out: 1 hidden, 1 of unknown type (.raw).", run.Error, StringComparison.Ordinal);
        var verbose = (await machine.RunAsync("upload", "rec", "--episode", "alice@robotics", "-v")).Ended(0);
        Assert.Contains("b.raw' is left out: of unknown type", verbose.Error, StringComparison.Ordinal);
        var lines = Lines(await machine.RunAsync("upload", "rec", "--episode", "alice@robotics", "--json"));
        Assert.Equal([".cam skipped hidden", "a.mp4 stored ", "b.raw skipped unknownType"], lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_that_cannot_stand_is_one_failure_and_the_others_are_stored()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no such names.");
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        machine.File("rec/a.mp4", 1);
        machine.File("rec/line\nbreak.mp4", 2);
        var run = (await machine.RunAsync("upload", "rec", "--episode", "alice@robotics")).Ended(1);
        Assert.Single(lake.Objects);
        Assert.Contains("line?break.mp4", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 file stored (1 B), 1 failed.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_the_plan_and_does_nothing()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        foreach (var name in new[] { "rec/front/a.mp4", "rec/b.srt", "rec/c.txt" }) machine.File(name, name.Length);
        var run = (await machine.RunAsync("upload", "rec", "--episode", "robotics:x", "--to", "/day", "--dry-run", "--exclude", "*.srt")).Ended(0);
        var planned = Assert.Single(run.Output.Trim().Split('\n'));
        Assert.Contains("as Video to alice@robotics:x /day/front/a.mp4 (15 B, 1 part, fresh)", planned, StringComparison.Ordinal);
        Assert.Contains("left out: 1 excluded, 1 of unknown type (.txt).", run.Error, StringComparison.Ordinal);
        Assert.Empty(lake.Requests);
        Assert.False(Directory.Exists(machine.Uploads));
    }

    [Fact]
    public async Task A_failure_in_the_middle_says_that_it_is_a_pause()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 501, "not today");
            return true;
        };
        var run = (await machine.RunAsync("upload", machine.File("a.mp4", 10), "--episode", "alice@robotics")).Ended(1);
        Assert.EndsWith("dreamlake: upload paused — re-run to resume", run.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("BSS failed: not today (501).", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_standard_error_is_full_the_files_are_stored_all_the_same()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        machine.File("rec/a.mp4", 1);
        machine.File("rec/b.raw", 2);
        (await machine.RunShellAsync("2>/dev/full", "upload", "rec", "--episode", "alice@robotics", "-v")).Ended(0);
        Assert.Single(lake.Objects);
    }

    private static Machine On(FakeLake lake) => new Machine()
        .With("DREAMLAKE_BSS_URL", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_REMOTE", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_API_KEY", FakeLake.Token);

    private static IEnumerable<string> Lines(Run run) => run.Ended(0).Output.Trim().Split('\n')
        .Select(line => JsonNode.Parse(line)!)
        .Select(report => $"{Path.GetFileName(report["path"]!.ToString())} {report["outcome"]} {report["reason"]}");
}
