using System.Globalization;
using System.Text;
using DreamLake.Lambda.Tests.Zoo;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>Everything in a file is there: further cameras, sounds and subtitles, and pictures of the video.</summary>
public sealed class RenditionsTests : LambdaTest
{
    [Fact]
    public async Task A_master_offers_everything_that_a_file_holds()
    {
        var report = await SplitAsync(await Ffmpeg.MakeZooFileAsync(Folder, "everything.mkv"), AssetType.Video);
        await DownloadAsync(report);
        var metadata = report.Metadata!;
        Assert.Equal(metadata.Master, metadata.Streams[0]);
        Assert.Equal(["Camera 2", "Sound 2", "Subtitles 1", "Subtitles 2"], metadata.Renditions!.Select(rendition => rendition.Name));

        var lines = Encoding.UTF8.GetString(await Pool.GetSplitAsync($"playlists/{metadata.Master}.m3u8")).Split('\n');
        Assert.Contains("#EXT-X-INDEPENDENT-SEGMENTS", lines);
        var variant = Assert.Single(lines, line => line.StartsWith("#EXT-X-STREAM-INF:", StringComparison.Ordinal));
        Assert.Matches(
            "^#EXT-X-STREAM-INF:BANDWIDTH=[0-9]{5,},AVERAGE-BANDWIDTH=[0-9]{5,},CODECS=\"avc1\\.64[0-9a-f]{4},mp4a\\.40\\.2"
            + "(,avc1\\.64[0-9a-f]{4})?\",RESOLUTION=320x180,FRAME-RATE=25\\.000,AUDIO=\"sounds\",VIDEO=\"cameras\",SUBTITLES=\"subtitles\"$",
            variant);
        Assert.Equal($"../renditions/{metadata.Streams[1]}.m3u8", lines[Array.IndexOf(lines, variant) + 1]);
        var offered = lines.Where(line => line.Contains("URI=\"", StringComparison.Ordinal)).Select(line => line.Split("URI=\"")[1]);
        Assert.Equal(metadata.Renditions!.Select(other => $"../renditions/{other.Stream}.m3u8\"").Order(), offered.Order());
    }

    [Fact]
    public async Task Further_cameras_and_sounds_play_in_the_main_ones_time()
    {
        // The second camera is there from 2 s to 5 s, the second sound ends at 3 s.
        var report = await SplitAsync(await Ffmpeg.MakeZooFileAsync(Folder, "everything.mkv"), AssetType.Video);
        await DownloadAsync(report);
        var times = new List<(double Start, double Seconds)>();
        foreach (var hash in report.Metadata!.Streams.Skip(1).Take(3))
        {
            var playlist = await DownloadAsync(hash);
            var start = (await Ffmpeg.ProbeAsync(playlist, "format=start_time")).Single();
            times.Add((double.Parse(start, CultureInfo.InvariantCulture), await DecodedSource.SecondsAsync(playlist, withPicture: true)));
        }

        Assert.All(times, time => Assert.Equal(TextTimestamps.Zero / 90_000.0, time.Start, 0.05));
        Assert.All(times, time => Assert.Equal(6, time.Seconds, 0.1));
    }

    [Fact]
    public async Task Subtitles_become_WebVTT_in_the_time_of_the_segments()
    {
        var report = await SplitAsync(await Ffmpeg.MakeZooFileAsync(Folder, "subtitles.mkv"), AssetType.Video);
        await DownloadAsync(report);
        var playlist = await File.ReadAllLinesAsync(await DownloadAsync(report.Metadata!.Renditions!.Single().Stream), Cancel);
        var segment = playlist.Single(line => line.StartsWith("../chunks/", StringComparison.Ordinal));
        // A file's clock begins with what comes first in it: its sound does, a little before its picture.
        Assert.Matches(
            "^WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:1026000,LOCAL:00:00:00.000\n\n00:01.0[0-9]{2} --> 00:03.0[0-9]{2}\nfirst\n\n"
            + "00:04.0[0-9]{2} --> 00:05.0[0-9]{2}\nsecond\n+$",
            Encoding.UTF8.GetString(await Pool.GetSplitAsync($"segments/{Path.GetFileName(segment)}")));
    }

    [Fact]
    public async Task A_video_has_a_poster_and_a_storyboard_whose_table_fits_its_picture()
    {
        var path = await Ffmpeg.MakeAsync(
            Folder, "-f lavfi -i testsrc2=size=640x360:rate=10:duration=25 -vf setsar=4/3 -c:v libx264 -g 20 -pix_fmt yuv420p", "v.mp4");
        var metadata = (await SplitAsync(path, AssetType.Video)).Metadata!;
        Assert.Equal(["852,360"], await SizeAsync(metadata.Poster!));
        // 13 pictures, one each 2 s: two rows of ten.
        Assert.Equal(["1600,132"], await SizeAsync(metadata.StoryboardPicture!));
        var table = Encoding.UTF8.GetString(await Pool.GetSplitAsync($"pictures/{metadata.Storyboard}.vtt"));
        var entries = table.TrimEnd('\n').Split("\n\n");
        Assert.Equal(("WEBVTT", 14), (entries[0], entries.Length));
        Assert.Equal($"00:00:00.000 --> 00:00:02.000\n{metadata.StoryboardPicture}.jpg#xywh=0,0,160,66", entries[1]);
        Assert.Equal($"00:00:24.000 --> 00:00:25.000\n{metadata.StoryboardPicture}.jpg#xywh=320,66,160,66", entries[13]);
    }

    [Fact]
    public async Task A_camera_more_than_may_be_is_left_out_and_the_rest_plays()
    {
        var host = await StartAsync(Options with { Limits = new() { MaxRenditions = 2 } });
        var job = await JobForAsync(await Ffmpeg.MakeZooFileAsync(Folder, "everything.mkv"), AssetType.Video);
        await QueueOf(host).DispatchAsync(job, Cancel);
        var report = await UntilOverAsync(host, job.MediaId);
        await DownloadAsync(report);
        Assert.Equal(["Camera 2", "Subtitles 1", "Subtitles 2"], report.Metadata!.Renditions!.Select(rendition => rendition.Name));
    }

    private async Task<string[]> SizeAsync(string hash)
    {
        var path = Path.Combine(Folder, hash + ".jpg");
        await File.WriteAllBytesAsync(path, await Pool.GetSplitAsync($"pictures/{hash}.jpg"), Cancel);
        return await Ffmpeg.ProbeAsync(path, "stream=width,height");
    }
}
