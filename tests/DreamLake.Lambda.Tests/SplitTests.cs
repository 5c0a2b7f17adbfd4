using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>What the streams are like that files become.</summary>
public sealed class SplitTests : LambdaTest
{
    private static readonly string Samples = FindSamples();

    [Fact]
    public async Task H264_and_aac_are_copied_into_segments_of_two_seconds()
    {
        var sample = Path.Combine(Samples, "run01.mp4");
        var report = await SplitAsync(sample, AssetType.Video);
        var playlist = await DownloadAsync(report);

        Assert.Equal(12, report.Metadata!.DurationSec!.Value, 0.1);
        Assert.Equal((30.0, 640, 360), (report.Metadata.Fps, report.Metadata.Width, report.Metadata.Height));
        await AssertPlaysAsync(playlist, 12, "h264", "aac");
        Assert.Equal(await Ffmpeg.PictureDigestAsync(sample), await Ffmpeg.PictureDigestAsync(playlist));
        var lines = await File.ReadAllLinesAsync(playlist, Cancel);
        string[] head =
        [
            "#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD",
            "#EXT-X-INDEPENDENT-SEGMENTS",
        ];
        Assert.Equal(head, lines[..6]);
        // Measured: the last one lasts as long as its sound, which ends a little after its picture.
        Assert.Equal([2, 2, 2, 2, 2, 2.010667], await SegmentsOfAsync(playlist));
        Assert.Equal("#EXT-X-ENDLIST", lines[^1]);
    }

    [Fact]
    public async Task The_playlist_comes_last_and_nothing_stays_on_the_disk()
    {
        await DownloadAsync(await SplitAsync(await MakeAsync($"{Ffmpeg.Picture} -c:v libx264 -pix_fmt yuv420p", "v.mp4"), AssetType.Video));
        var puts = Pool.Requests.Where(request => request.StartsWith("PUT", StringComparison.Ordinal)).ToArray();
        Assert.Contains("/playlists/", puts[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Options.WorkFolder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("-c:v libx264 -pix_fmt yuvj420p -c:a libmp3lame", "a.mov", "h264", "mp3")]
    public async Task What_HLS_carries_is_copied(string codecs, string name, string video, string audio)
    {
        var source = await MakeAsync($"{Ffmpeg.Picture} {Ffmpeg.Tone} {codecs}", name);
        var playlist = await DownloadAsync(await SplitAsync(source, AssetType.Video));
        await AssertPlaysAsync(playlist, 2, video, audio);
        Assert.Equal(await Ffmpeg.PictureDigestAsync(source), await Ffmpeg.PictureDigestAsync(playlist));
    }

    [Theory]
    [InlineData("-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus", "a.webm")]
    [InlineData("-c:v libx265 -x265-params log-level=none -pix_fmt yuv420p -c:a ac3", "hevc.mkv")]
    [InlineData("-c:v libx264 -x264opts open-gop=1:keyint=15:bframes=3 -pix_fmt yuv420p -c:a aac", "open-gop.mp4")]
    [InlineData("-c:v libx264 -flags +ilme+ildct -x264opts tff=1 -pix_fmt yuv420p -c:a aac", "interlaced.mp4")]
    [InlineData("-c:v libx264 -pix_fmt yuv444p -c:a aac", "a.mp4")]
    [InlineData("-c:v libx264 -pix_fmt yuv420p10le -c:a flac", "a.mkv")]
    [InlineData("-c:v libx264 -qp 0 -pix_fmt yuv420p -c:a aac", "lossless.mp4")]
    [InlineData("-vf select=not(between(n\\,5\\,20)) -c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus", "variable.webm")]
    [InlineData("-c:v mjpeg -pix_fmt yuvj422p -c:a pcm_s16le", "a.mov")]
    [InlineData("-c:v libx264 -vf crop=121:97,format=yuv444p -c:a libvorbis", "odd.mkv")]
    [InlineData("-c:v libvpx -deadline realtime -cpu-used 8 -c:a libvorbis -live 1", "without-duration.webm")]
    public async Task What_HLS_cannot_carry_is_transcoded(string codecs, string name)
    {
        var report = await SplitAsync(await MakeAsync($"{Ffmpeg.Picture} {Ffmpeg.Tone} {codecs}", name), AssetType.Video);
        Assert.InRange(report.Metadata?.DurationSec ?? 0, 1.9, 2.2);
        var playlist = await DownloadAsync(report);
        await AssertPlaysAsync(playlist, 2, "h264", "aac");
        Assert.All(await Ffmpeg.ProbeAsync(playlist, "stream=pix_fmt"), format => Assert.True(format is "yuv420p" or "", format));
    }

    [Fact]
    public async Task A_copy_whose_segments_would_be_long_is_transcoded()
    {
        var report = await SplitAsync(
            await MakeAsync("-f lavfi -i testsrc2=size=160x120:rate=15:duration=9 -c:v libx264 -g 1000 -sc_threshold 0 -pix_fmt yuv420p", "long.mp4"),
            AssetType.Video);
        var lengths = await SegmentsOfAsync(await DownloadAsync(report));
        Assert.Equal(5, lengths.Count);
        Assert.All(lengths, length => Assert.InRange(length, 0.9, 2.1));
    }

    [Fact]
    public async Task A_single_frame_is_a_stream_of_one_segment()
    {
        var report =
            await SplitAsync(await MakeAsync($"{Ffmpeg.Picture} -frames:v 1 -c:v libx264 -pix_fmt yuv420p", "one.mp4"), AssetType.Video);
        Assert.Single(await SegmentsOfAsync(await DownloadAsync(report)));
    }

    [Fact]
    public async Task A_rotated_picture_is_turned()
    {
        var upright = await MakeAsync($"{Ffmpeg.Picture} -c:v libx264 -pix_fmt yuv420p", "upright.mp4");
        await RotateAsync(upright);
        var report = await SplitAsync(upright, AssetType.Video);
        Assert.Equal((120, 160), (report.Metadata!.Width, report.Metadata.Height));
        Assert.Equal("120,160", (await Ffmpeg.ProbeAsync(await DownloadAsync(report), "stream=width,height"))[0]);
    }

    [Theory]
    [InlineData("-c:a pcm_s16le", "a.wav", "aac")]
    [InlineData("-c:a flac", "a.flac", "aac")]
    [InlineData("-c:a pcm_s16be", "a.aif", "aac")]
    [InlineData("-c:a libvorbis", "a.ogg", "aac")]
    [InlineData("-c:a libopus", "a.opus", "aac")]
    [InlineData("-c:a libmp3lame", "a.mp3", "mp3")]
    [InlineData("-c:a aac", "a.aac", "aac")]
    [InlineData("-c:a aac", "a.m4a", "aac")]
    [InlineData("-ac 6 -ar 96000 -c:a flac", "surround.flac", "aac")]
    public async Task Sound_alone_becomes_a_stream(string codec, string name, string streamed)
    {
        var report = await SplitAsync(await MakeAsync($"{Ffmpeg.Tone} {codec}", name), AssetType.Audio);
        Assert.InRange(report.Metadata?.DurationSec ?? 0, 1.9, 2.1);
        Assert.Equal((null, null, null), (report.Metadata!.Fps, report.Metadata.Width, report.Metadata.Height));
        await AssertPlaysAsync(await DownloadAsync(report), 2, streamed);
    }

    [Fact]
    public async Task A_microphone_arrays_sound_becomes_a_stream()
    {
        const int Channels = 12, Rate = 16_000, Size = Channels * Rate * 2 * 2;
        var path = Path.Combine(Folder, "microphones.wav");
        await using (var file = new BinaryWriter(File.Create(path)))
        {
            file.Write("RIFF"u8);
            file.Write(36 + Size);
            file.Write("WAVEfmt "u8);
            file.Write(16);
            file.Write((short)1);
            file.Write((short)Channels);
            file.Write(Rate);
            file.Write(Rate * Channels * 2);
            file.Write((short)(Channels * 2));
            file.Write((short)16);
            file.Write("data"u8);
            file.Write(Size);
            file.Write(new byte[Size]);
        }

        await AssertPlaysAsync(await DownloadAsync(await SplitAsync(path, AssetType.Audio)), 2, "aac");
    }

    [Theory]
    [InlineData("cover.flac", "flac")]
    [InlineData("cover.m4a", "aac")]
    public async Task A_cover_picture_is_no_video(string name, string codec)
    {
        var cover = await MakeAsync("-f lavfi -i testsrc2=size=64x64:duration=1 -frames:v 1", "cover.png");
        var sound = await MakeAsync($"{Ffmpeg.Tone} -c:a {codec}", "plain-" + name);
        var withCover = await Ffmpeg.AddCoverAsync(sound, cover, Path.Combine(Folder, name));
        await AssertPlaysAsync(await DownloadAsync(await SplitAsync(withCover, AssetType.Audio)), 2, "aac");
    }

    [Fact]
    public async Task The_samples_sound_becomes_a_stream()
    {
        var report = await SplitAsync(Path.Combine(Samples, "narration.flac"), AssetType.Audio);
        await AssertPlaysAsync(await DownloadAsync(report), 7.795, "aac");
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_was()
    {
        Pool.BreakNextGetAt = 1_000_000;
        await DownloadAsync(await SplitAsync(Path.Combine(Samples, "run01.mp4"), AssetType.Video));
        Assert.Contains(Pool.Requests, request =>
            request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("bytes=", StringComparison.Ordinal));
    }

    private Task<string> MakeAsync(string arguments, string name) => Ffmpeg.MakeAsync(Folder, arguments, name);

    /// <summary>
    /// Says of an MP4 that it is to be shown turned by a quarter: in the matrix of its track header, 40 bytes after the box's type.
    /// </summary>
    private static async Task RotateAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        var matrix = bytes.AsSpan().IndexOf("tkhd"u8) + 4 + 40;
        int[] quarterTurn = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
        for (var i = 0; i < quarterTurn.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(matrix + 4 * i), quarterTurn[i]);
        await File.WriteAllBytesAsync(path, bytes, Cancel);
    }

    private static async Task AssertPlaysAsync(string playlist, double seconds, params string[] codecs)
    {
        Assert.Equal(seconds, (await SegmentsOfAsync(playlist)).Sum(), 0.25);
        var duration = Assert.Single(await Ffmpeg.ProbeAsync(playlist, "format=duration"));
        Assert.Equal(seconds, double.Parse(duration, CultureInfo.InvariantCulture), 0.25);
        // ffprobe lists a playlist's streams twice: under their programme, and by themselves.
        Assert.Equal(codecs.Order(), (await Ffmpeg.ProbeAsync(playlist, "stream=codec_name")).Distinct().Order());
    }

    private static async Task<IReadOnlyList<double>> SegmentsOfAsync(string playlist) =>
    [
        .. (await File.ReadAllLinesAsync(playlist, Encoding.UTF8, Cancel))
            .Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal))
            .Select(line => double.Parse(line["#EXTINF:".Length..^1], CultureInfo.InvariantCulture)),
    ];

    private static string FindSamples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "samples"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "samples");
    }
}
