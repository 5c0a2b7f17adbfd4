using System.Diagnostics;
using System.Management.Automation;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class StopTests
{
    private const string To = "-Episode alice@robotics:run-042 -To /camera/front";
    private const string Notice = "upload paused — re-run to resume: ";

    [Fact]
    public async Task Ctrl_C_ends_within_a_second_keeps_the_state_and_says_how_to_go_on()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4", 25 * Scene.MiB);
        var hanging = HangOnPart(scene, 3);
        using var shell = scene.Session.Shell($"Send-DreamLakeFile a.mp4 {To}");
        var running = shell.BeginInvoke();
        await hanging;

        var watch = Stopwatch.StartNew();
        await shell.StopAsync(null, null);
        Assert.ThrowsAny<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Single(scene.StateFiles());
        AssertBarsAreGone(scene);

        var command = Assert.Single(scene.Host.Warnings);
        Assert.StartsWith(Notice, command, StringComparison.Ordinal);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        var result = Assert.Single(scene.Run(command[Notice.Length..]).Clean().Output);
        Assert.Equal((3, 1), ((int)result.Properties["Parts"].Value, (int)result.Properties["PartsSent"].Value));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task The_notice_shows_what_was_typed_and_not_what_stood_beside_it()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        var hanging = HangOnPart(scene, 1);
        using var shell = scene.Session.Shell($"$secret = 'hush'; 'a.mp4' | Send-DreamLakeFile {To}; 'after'");
        var running = shell.BeginInvoke();
        await hanging;
        await shell.StopAsync(null, null);
        Assert.ThrowsAny<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Equal($"{Notice}'a.mp4' | Send-DreamLakeFile {To}", Assert.Single(scene.Host.Warnings));
    }

    [Fact]
    public async Task Select_first_ends_the_rest_and_says_so()
    {
        await using var scene = await Scene.StartAsync();
        var files = new object[] { scene.File("a.mp4"), scene.File("b's.mp4", 15 * Scene.MiB) };
        _ = HangOnPart(scene, 2);
        var watch = Stopwatch.StartNew();
        var ran = scene.Run($"function Send {{ $input | Send-DreamLakeFile {To} }}; $input | Send | Select-First", files).Clean();
        Assert.Single(ran.Output);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        // In a function the variables of the line are gone afterwards: the files are named instead.
        Assert.Equal(
            $"{Notice}Send-DreamLakeFile -LiteralPath '{Path.Combine(scene.Home, "b''s.mp4")}' {To}",
            Assert.Single(scene.Host.Warnings));
        Assert.Single(scene.StateFiles());
        AssertBarsAreGone(scene);
    }

    [Fact]
    public async Task An_error_downstream_ends_the_rest_and_stays_the_error()
    {
        await using var scene = await Scene.StartAsync();
        var files = new object[] { scene.File("a.mp4"), scene.File("b.mp4", 15 * Scene.MiB) };
        _ = HangOnPart(scene, 2);
        var ran = scene.Run($"$input | Send-DreamLakeFile {To} | ForEach-Object {{ throw 'downstream' }}", files);
        Assert.Equal("downstream", ran.End!.Message);
        Assert.StartsWith(Notice, Assert.Single(scene.Host.Warnings), StringComparison.Ordinal);
        AssertBarsAreGone(scene);
    }

    [Fact]
    public async Task A_part_that_fails_pauses_its_file_and_the_warning_says_how_to_go_on()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            await Engine.Tests.Lake.FakeLake.Problem(context, 501, "not today");
            return true;
        };
        var ran = scene.Run($"Send-DreamLakeFile a.mp4 {To}");
        Assert.Equal(file.FullName, ran.Error("ServiceFailed").TargetObject);
        Assert.Equal($"{Notice}Send-DreamLakeFile a.mp4 {To}", Assert.Single(ran.Warnings));
    }

    [Fact]
    public async Task A_warning_that_nobody_wants_is_not_shown_in_any_exit()
    {
        await using var scene = await Scene.StartAsync();
        var files = new object[] { scene.File("a.mp4"), scene.File("b.mp4", 15 * Scene.MiB) };
        _ = HangOnPart(scene, 2);
        scene.Run($"$input | Send-DreamLakeFile {To} -WarningAction SilentlyContinue | Select-First", files).Clean();
        Assert.Empty(scene.Host.Warnings);
    }

    private static void AssertBarsAreGone(Scene scene) =>
        Assert.All(
            scene.Host.Progress.GroupBy(seen => (seen.Source, seen.Record.ActivityId)),
            bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().Record.RecordType));

    /// <summary>
    /// The lake takes a part's request and never answers; the task ends once it has come. No other file ends before that.
    /// </summary>
    private static Task HangOnPart(Scene scene, int number)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path == "/lambda/split") await came.Task;
            if (context.Request.Method != "PUT"
                || !context.Request.Path.Value!.EndsWith($"/{number}", StringComparison.Ordinal)) return false;
            // Told once the parts before it are recorded, so that the state is known when the test stops the run.
            while (scene.PartsRecorded() < number - 1) await Task.Delay(10);
            came.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        return came.Task;
    }
}
