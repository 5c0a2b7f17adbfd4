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
        Assert.Contains(", 1 failed (InvalidName).", run.Error, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("rec/front/a.mp4\nrec/b.srt\n")]
    [InlineData("rec/front/a.mp4\0rec/b.srt\0")]
    public async Task A_list_on_standard_input_names_files_and_their_folders_are_kept(string list)
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        foreach (var name in new[] { "rec/front/a.mp4", "rec/b.srt", "rec/c.srt" }) machine.File(name, name.Length);
        await File.WriteAllTextAsync(Path.Combine(machine.Home, "list"), list, TestContext.Current.CancellationToken);
        string[] upload = ["upload", "--files-from", "-", "-e", "alice@robotics", "--to", "/x", "--json"];
        var names = (await machine.RunShellAsync("<list", upload)).Ended(0).Output.Trim().Split('\n').Select(line => JsonNode.Parse(line)!["name"]!.ToString());
        Assert.Equal(["/x/rec/b.srt", "/x/rec/front/a.mp4"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_file_may_be_called_otherwise_and_a_folder_may_not()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        machine.File("rec/a.raw", 5);
        string[] to = ["--episode", "alice@robotics", "--name", "front.mp4", "--type-map", ".raw=video", "--json"];
        Assert.Equal("/front.mp4", (await machine.RunAsync(["upload", "rec/a.raw", .. to])).Ended(0).Json["name"]!.ToString());
        var folder = (await machine.RunAsync(["upload", "rec", .. to])).Ended(2);
        Assert.Contains("--name is for one file", folder.Error, StringComparison.Ordinal);
        var wrong = await machine.RunAsync("upload", "rec", "--episode", "alice@robotics", "--type-map", ".raw=film");
        Assert.Contains("'film' is no type", wrong.Ended(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_a_process_is_writing_is_told_and_left_and_waited_for_where_asked()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux tells of every process what it has open for writing.");
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        machine.File("rec/a.mp4", 1);
        var path = machine.File("rec/b.mp4", 2);
        string[] upload = ["upload", "rec", "--episode", "alice@robotics", "-v"];
        await using (var writer = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            var left = (await machine.RunAsync(upload)).Ended(0);
            Assert.Contains("b.mp4' is left out: being written", left.Error, StringComparison.Ordinal);
            Assert.Single(lake.Objects);
            using var waiting = machine.Start([.. upload, "--wait-for-writer"]);
            await waiting.ErrorHasAsync("waiting for 1 file to be written");
            writer.WriteByte(7);
            await writer.DisposeAsync();
            (await waiting.EndAsync()).Ended(0);
        }

        Assert.Contains(lake.Objects.Values, bytes => bytes.Length == 3);
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
        Assert.EndsWith("dreamlake: upload paused — re-run to resume: dreamlake resume", run.Error.TrimEnd(), StringComparison.Ordinal);
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
