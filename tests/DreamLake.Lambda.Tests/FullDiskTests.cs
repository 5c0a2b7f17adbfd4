using DreamLake.Protocol;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>A work folder that has no room: jobs wait for it, and none comes out in part.</summary>
public sealed class FullDiskTests : LambdaTest
{
    private const int Mebibytes = 64;
    private const string ShortOfRoom = "short of room";

    private string Tools => Directory.CreateDirectory(Path.Combine(Folder, "tools")).FullName;

    [Fact]
    public async Task A_volume_that_is_full_during_the_split_and_has_room_later_ends_ready_and_whole()
    {
        Ffmpeg.Require();
        using var volume = SmallVolume.Mount(Options.WorkFolder, Mebibytes);
        var path = await FilmAsync();
        var began = Path.Combine(Folder, "began");
        // An ffmpeg that has hardly any room from its first start on.
        await MakeFfmpegAsync($"""
            if [ ! -e "{began}" ]; then touch "{began}"; head -c 100000000 /dev/zero > "{volume.Folder}/filler" 2>/dev/null; fi
            exec "{SplitTools.Find("ffmpeg", null)}" "$@"
            """);
        var host = await StartAsync(Options with { ToolFolder = Tools });
        var job = await JobForAsync(path, AssetType.Video);
        await QueueOf(host).DispatchAsync(job, Cancel);
        var waiting = await UntilAsync(host, job.MediaId, report => report.Reason is not null);
        Assert.Equal(AssetStatus.Processing, waiting.Status);
        Assert.DoesNotContain(Pool.Requests, request => request.Contains("/playlists/", StringComparison.Ordinal));

        volume.MakeRoom();
        await AssertWholeAsync(await UntilOverAsync(host, job.MediaId));
    }

    [Fact]
    public async Task Below_the_floor_no_job_starts_and_a_running_one_is_handed_back()
    {
        Ffmpeg.Require();
        using var volume = SmallVolume.Mount(Options.WorkFolder, Mebibytes);
        var path = await FilmAsync();
        var began = Path.Combine(Folder, "began");
        await MakeFfmpegAsync($"""
            if [ ! -e "{began}" ]; then touch "{began}"; exec sleep 600; fi
            exec "{SplitTools.Find("ffmpeg", null)}" "$@"
            """);
        var host = await StartAsync(Options with { ToolFolder = Tools });
        var job = await JobForAsync(path, AssetType.Video);
        await QueueOf(host).DispatchAsync(job, Cancel);
        await UntilAsync(host, job.MediaId, _ => File.Exists(began));
        volume.FillBut(1_000_000);
        var waiting = await UntilAsync(host, job.MediaId, report => report.Reason is not null);
        Assert.Contains(ShortOfRoom, waiting.Reason, StringComparison.Ordinal);
        await UntilAsync(host, job.MediaId, _ => !JobFolders(volume).Any());

        volume.MakeRoom();
        await AssertWholeAsync(await UntilOverAsync(host, job.MediaId));
    }

    [Fact]
    public async Task A_lambda_starts_on_a_full_volume_and_sweeps_what_dead_workers_left()
    {
        Ffmpeg.Require();
        using var volume = SmallVolume.Mount(Options.WorkFolder, Mebibytes);
        var path = await FilmAsync();
        var left = Directory.CreateDirectory(Path.Combine(volume.Folder, Guid.NewGuid().ToString("N"), "job")).FullName;
        await using (var content = File.Create(Path.Combine(left, "content")))
        {
            var block = new byte[1024 * 1024];
            for (var i = 0; i < Mebibytes - 1; i++) await content.WriteAsync(block, Cancel);
        }

        var host = await StartAsync(Options);
        Assert.False(Directory.Exists(left));
        var job = await JobForAsync(path, AssetType.Video);
        await QueueOf(host).DispatchAsync(job, Cancel);
        await AssertWholeAsync(await UntilOverAsync(host, job.MediaId));
    }

    private static IEnumerable<string> JobFolders(SmallVolume volume) =>
        Directory.EnumerateDirectories(volume.Folder).SelectMany(Directory.EnumerateDirectories);

    /// <summary>About 2 MB: the content and its segments have to do with the room.</summary>
    private Task<string> FilmAsync() => Ffmpeg.MakeAsync(
        Folder, "-f lavfi -i testsrc2=size=320x180:rate=25:duration=20 -vf noise=alls=20:allf=t:all_seed=7 -c:v libx264 -preset veryfast -b:v 1M -g 50 -pix_fmt yuv420p",
        "film.mp4");

    private async Task AssertWholeAsync(JobReport report)
    {
        var playlist = await DownloadAsync(report);
        Assert.Equal(20, report.Metadata!.DurationSec!.Value, 0.1);
        Assert.Equal(20, await Zoo.DecodedSource.SecondsAsync(playlist, withPicture: true), 0.1);
    }

    private async Task MakeFfmpegAsync(string commands)
    {
        var path = Path.Combine(Tools, "ffmpeg");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{commands}\n", Cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(Tools, "ffprobe"), SplitTools.Find("ffprobe", null)!);
    }
}
