using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting.Tools;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>What happens to a job when something around it fails.</summary>
public sealed class RecoveryTests : LambdaTest
{
    private string Tools => Directory.CreateDirectory(Path.Combine(Folder, "tools")).FullName;

    [Fact]
    public async Task Without_ffmpeg_a_job_waits_and_says_how_to_install_it_and_runs_once_it_is_there()
    {
        var host = await StartAsync(Options with { ToolFolder = Tools });
        await DispatchAsync(host);
        Assert.Equal(new JobReport("media-1", AssetStatus.Processing, SplitTools.HowToInstall, null), await ReportAsync(host, "media-1"));
        Assert.DoesNotContain('\n', SplitTools.HowToInstall);

        LinkTools();
        await DownloadAsync(await UntilOverAsync(host, "media-1"));
    }

    [Fact]
    public async Task A_job_of_a_worker_that_was_killed_is_taken_up_at_once()
    {
        Ffmpeg.Require();
        var dead = Guid.NewGuid().ToString("N");
        var host = await StartAsync(Options with { ToolFolder = Tools });
        await DispatchAsync(host);
        await using (var db = await TablesOf(host))
        {
            var lease = TimeProvider.System.GetUtcNow().AddHours(1);
            await db.Jobs.ExecuteUpdateAsync(
                set => set.SetProperty(job => job.State, JobState.Running)
                .SetProperty(job => job.Worker, dead).SetProperty(job => job.LeaseUntil, lease),
                Cancel);
        }

        await StopAsync(host);
        var left = Directory.CreateDirectory(Path.Combine(Options.WorkFolder, dead, "job")).FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "content"), "half a video", Cancel);

        var next = await StartAsync(Options);
        await DownloadAsync(await UntilOverAsync(next, "media-1"));
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task A_stopped_worker_kills_ffmpeg_and_gives_its_job_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The ffmpeg that never ends is a shell script.");
        Ffmpeg.Require();
        LinkTool("ffprobe");
        var started = Path.Combine(Folder, "pid");
        await MakeScriptAsync("ffmpeg", $"echo $$ > \"{started}.new\"; mv \"{started}.new\" \"{started}\"; exec sleep 600");
        var host = await StartAsync(Options with { ToolFolder = Tools });
        await DispatchAsync(host);
        await UntilAsync(host, "media-1", _ => File.Exists(started));
        await StopAsync(host);
        Assert.False(Directory.Exists($"/proc/{(await File.ReadAllTextAsync(started, Cancel)).Trim()}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Options.WorkFolder));

        await DownloadAsync(await UntilOverAsync(await StartAsync(Options), "media-1"));
    }

    [Fact]
    public async Task An_ffmpeg_that_the_stop_reaches_first_does_not_spoil_its_job()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The ffmpeg that is interrupted is a shell script.");
        Ffmpeg.Require();
        LinkTool("ffprobe");
        var ended = Path.Combine(Folder, "ended");
        // What ffmpeg does at Ctrl+C, which the whole process group gets.
        await MakeScriptAsync("ffmpeg", $"touch \"{ended}\"; exit 255");
        var host = await StartAsync(Options with { ToolFolder = Tools });
        await DispatchAsync(host);
        await UntilAsync(host, "media-1", _ => File.Exists(ended));
        await StopAsync(host);
        await using (var db = await TablesOf(host))
        {
            var job = await db.Jobs.AsNoTracking().SingleAsync(Cancel);
            Assert.Equal((JobState.Waiting, null, 0, 0), (job.State, job.Reason, job.Attempts, job.Crashes));
        }

        await DownloadAsync(await UntilOverAsync(await StartAsync(Options), "media-1"));
    }

    [Theory]
    [InlineData(129), InlineData(130), InlineData(137), InlineData(143), InlineData(255), InlineData(-1073741510)]
    public void A_tool_that_a_signal_ended_is_not_the_files_fault(int exitCode) => Assert.True(new ToolException(exitCode, []).IsCrash);

    [Fact]
    public async Task While_the_pool_is_away_a_job_is_tried_again()
    {
        Ffmpeg.Require();
        var host = await StartAsync(Options);
        var job = await VideoJobAsync();
        await Pool.StopAsync();
        await QueueOf(host).DispatchAsync(job, Cancel);
        var waiting = await UntilAsync(host, "media-1", report => report.Reason is not null);
        Assert.Equal(AssetStatus.Processing, waiting.Status);
        Assert.Contains("staging pool does not answer", waiting.Reason, StringComparison.Ordinal);

        await Pool.StartAsync();
        await DownloadAsync(await UntilOverAsync(host, "media-1"));
    }

    [Fact]
    public async Task A_file_that_brings_ffmpeg_down_each_time_is_given_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The ffmpeg that is killed is a shell script.");
        Ffmpeg.Require();
        LinkTool("ffprobe");
        await MakeScriptAsync("ffmpeg", "kill -9 $$");
        var host = await StartAsync(Options with { ToolFolder = Tools, FirstRetryDelay = TimeSpan.FromMilliseconds(1) });
        await DispatchAsync(host);
        var report = await UntilOverAsync(host, "media-1");
        Assert.Equal(AssetStatus.Failed, report.Status);
        Assert.Contains("5 times", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_job_runs_again_by_a_fresh_dispatch()
    {
        Ffmpeg.Require();
        var host = await StartAsync(Options);
        var job = await VideoJobAsync();
        await QueueOf(host).DispatchAsync(job with { Key = "alice/robotics/staging/0000000000000000" }, Cancel);
        Assert.Equal(AssetStatus.Failed, (await UntilOverAsync(host, "media-1")).Status);
        Assert.True(await QueueOf(host).DispatchAsync(job with { DispatchId = "dispatch-2" }, Cancel));
        await DownloadAsync(await UntilOverAsync(host, "media-1"));
    }

    [Fact]
    public async Task No_address_and_no_secret_stand_on_ffmpegs_command_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The ffmpeg that writes its arguments down is a shell script.");
        Ffmpeg.Require();
        LinkTool("ffprobe");
        var seen = Path.Combine(Folder, "arguments");
        await MakeScriptAsync("ffmpeg", $"echo \"$@\" >> \"{seen}\"; exec \"{SplitTools.Find("ffmpeg", null)}\" \"$@\"");
        var host = await StartAsync(Options with { ToolFolder = Tools });
        await DispatchAsync(host);
        await DownloadAsync(await UntilOverAsync(host, "media-1"));
        var arguments = await File.ReadAllTextAsync(seen, Cancel);
        Assert.Contains("-i content", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("http", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("test-", arguments, StringComparison.Ordinal);
    }

    private async Task<SplitJob> VideoJobAsync() =>
        await JobForAsync(await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Picture} -c:v libx264 -pix_fmt yuv420p", "v.mp4"), AssetType.Video);

    private async Task DispatchAsync(IHost host) => Assert.True(await QueueOf(host).DispatchAsync(await VideoJobAsync(), Cancel));

    private void LinkTools()
    {
        LinkTool("ffprobe");
        LinkTool("ffmpeg");
    }

    private void LinkTool(string name)
    {
        var path = SplitTools.Find(name, null)!;
        File.CreateSymbolicLink(Path.Combine(Tools, Path.GetFileName(path)), path);
    }

    private async Task MakeScriptAsync(string name, string commands)
    {
        var path = Path.Combine(Tools, name);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{commands}\n", Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
