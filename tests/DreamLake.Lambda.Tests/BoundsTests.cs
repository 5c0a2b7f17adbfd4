using DreamLake.Lambda.Splitting.Tools;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>What a stranger's file may take, and what it finds.</summary>
public sealed class BoundsTests : LambdaTest
{
    private static ToolLimits Limits => new()
    {
        WallClock = TimeSpan.FromMinutes(5), CpuTime = TimeSpan.FromMinutes(5), MemoryBytes = 1L << 30, FolderBytes = 1L << 20,
            Niceness = 0,
    };

    [Fact]
    public async Task Frames_far_apart_are_refused_before_they_fill_the_disk()
    {
        var file = await Ffmpeg.MakeAsync(
            Folder, "-f lavfi -i testsrc2=size=160x120:rate=1:duration=3 -vf setpts=N*100000/TB -fps_mode vfr -c:v mjpeg", "apart.mkv");
        var report = await SplitAsync(file, AssetType.Video);
        Assert.Equal((AssetStatus.Failed, "It lasts 56 h; at most 24 h can be streamed."), (report.Status, report.Reason));
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_refused()
    {
        var file = await Ffmpeg.MakeAsync(Folder, "-f lavfi -i color=size=8000x8000:rate=1:duration=1 -c:v mjpeg -pix_fmt yuvj420p", "large.mkv");
        var report = await SplitAsync(file, AssetType.Video);
        Assert.Equal(AssetStatus.Failed, report.Status);
        Assert.Contains("8000 × 8000", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_over_its_budget_fails_with_the_reason_and_is_not_tried_again()
    {
        Ffmpeg.Require();
        var host = await StartAsync(Options with { Limits = new() { MaxDuration = TimeSpan.FromSeconds(1) } });
        var job = await JobForAsync(await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Tone} -c:a flac", "long.flac"), AssetType.Audio);
        await QueueOf(host).DispatchAsync(job, Cancel);
        var report = await UntilOverAsync(host, job.MediaId);
        Assert.Equal(AssetStatus.Failed, report.Status);
        Assert.Contains("It lasts", report.Reason, StringComparison.Ordinal);
        Assert.Single(Pool.Requests, request => request.StartsWith("GET", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exec dd if=/dev/zero of=out bs=65536 count=64", "larger than 1 MiB")]
    [InlineData("for i in a b c d; do head -c 500000 /dev/zero > $i; done; exec sleep 600", "larger than 1 MiB")]
    [InlineData("echo 'Cannot allocate memory' >&2; exit 12", "more than 1024 MiB of memory")]
    public async Task A_tool_over_its_limits_is_ended(string script, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        var tool = new MediaTool("/bin/sh", Folder, Limits, TimeProvider.System);
        var over = await Assert.ThrowsAsync<UnsplittableException>(() => tool.RunAsync(["-c", script], _ => { }, Cancel));
        Assert.Contains(reason, over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_takes_too_much_processor_time_is_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        var tool = new MediaTool("/bin/sh", Folder, Limits with { CpuTime = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        var over = await Assert.ThrowsAsync<UnsplittableException>(() => tool.RunAsync(["-c", "while :; do :; done"], _ => { }, Cancel));
        Assert.Contains("processor time", over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_sees_nothing_of_the_lakes_environment()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        var lines = new List<string>();
        await new MediaTool("/usr/bin/env", Folder, Limits, TimeProvider.System).RunAsync([], lines.Add, Cancel);
        // The shell itself adds the last two.
        string[] known = ["PATH", "LC_ALL", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH", "PWD", "OLDPWD", "SHLVL", "_"];
        Assert.All(lines, line => Assert.Contains(line.Split('=')[0], known));
    }

    [Fact]
    public async Task A_line_without_end_takes_no_memory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        var lines = new List<string>();
        var tool = new MediaTool("/bin/sh", Folder, Limits, TimeProvider.System);
        await tool.RunAsync(["-c", "head -c 50000000 /dev/zero | tr '\\0' x; echo; echo next"], lines.Add, Cancel);
        Assert.Equal([300, 4], lines.Select(line => line.Length));
    }

    [Fact]
    public async Task A_tool_ends_when_the_lake_is_gone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tool is a shell script.");
        using var process = ToolLauncher.Start("/bin/sh", Folder, ["-c", "echo $$; exec sleep 600"], Limits);
        var child = await process.StandardOutput.ReadLineAsync(Cancel);
        Assert.True(Directory.Exists($"/proc/{child}") || !OperatingSystem.IsLinux());
        // What the system does with the pipe of a process that was killed.
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel);
        Assert.False(Directory.Exists($"/proc/{child}"));
        Assert.Equal(137, process.ExitCode);
    }
}
