using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>Contents that will never be streams.</summary>
public sealed class RefusalTests : LambdaTest
{
    [Fact]
    public async Task What_is_no_video_fails_with_a_reason_that_gives_nothing_away()
    {
        var report = await RefuseAsync("This is a text, whatever it is called.", AssetType.Video);
        Assert.Contains("cannot be read as video or sound", report.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Folder, report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_fails() =>
        Assert.Equal("The file is empty.", (await RefuseAsync("", AssetType.Video)).Reason);

    [Fact]
    public async Task A_playlist_that_is_called_a_video_makes_ffmpeg_read_no_other_file()
    {
        var secret = await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Tone} -c:a aac -f mpegts", "secret.ts");
        var report = await RefuseAsync($"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{secret}\n#EXT-X-ENDLIST\n", AssetType.Video);
        Assert.Contains("cannot be read as video or sound", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_without_sound_is_no_audio()
    {
        var video = await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Picture} -c:v libx264 -pix_fmt yuv420p", "silent.mp4");
        Assert.Equal((AssetStatus.Failed, "It holds no sound."), Outcome(await SplitAsync(video, AssetType.Audio)));
    }

    [Fact]
    public async Task A_video_without_a_frame_fails()
    {
        var video = await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Picture} -frames:v 0 -c:v libx264 -pix_fmt yuv420p", "no-frame.mkv");
        var (status, reason) = Outcome(await SplitAsync(video, AssetType.Video));
        Assert.Equal(AssetStatus.Failed, status);
        Assert.NotNull(reason);
        Assert.DoesNotContain(Folder, reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_before_its_index_fails()
    {
        var whole = await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Picture} -c:v libx264 -pix_fmt yuv420p", "whole.mp4");
        await using (var file = File.OpenWrite(whole)) file.SetLength(file.Length / 2);
        Assert.Contains("incomplete", (await SplitAsync(whole, AssetType.Video)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_that_is_not_there_fails()
    {
        Ffmpeg.Require();
        var host = await StartAsync(Options);
        await QueueOf(host).DispatchAsync(new("media-1", AssetType.Video, "alice", "robotics", "alice/robotics/staging/0123456789abcdef", "d"), Cancel);
        Assert.Equal((AssetStatus.Failed, "The content is not in the staging pool any more."), Outcome(await UntilOverAsync(host, "media-1")));
    }

    private async Task<JobReport> RefuseAsync(string text, AssetType type)
    {
        var path = Path.Combine(Folder, "run01.mp4");
        await File.WriteAllTextAsync(path, text, Cancel);
        var report = await SplitAsync(path, type);
        Assert.Equal(AssetStatus.Failed, report.Status);
        Assert.Null(report.Metadata);
        return report;
    }

    private static (string Status, string? Reason) Outcome(JobReport report) => (report.Status, report.Reason);
}
