using System.Security.Cryptography;
using DreamLake.Lambda.Tests.Zoo;
using DreamLake.Protocol;
using DreamLake.Testing;
using DreamLake.Testing.Engines.Chromium;
using PuppeteerSharp;
using Xunit;

namespace DreamLake.Lambda.Tests.Player;

/// <summary>What is ready plays, and can be sought in: in Chromium, through hls.js and by the browser itself.</summary>
public sealed class PlaybackTests(ChromiumFixture chromium) : LambdaTest, IClassFixture<ChromiumFixture>
{
    /// <summary>hls.js 1.7.4, as it is published.</summary>
    private const string PlayerSha256 = "cfc70cc9e9fc63d071919e087670abc760c8fd1bc889b88588026e4d22193bbe";

    private const double Shortest = 1;

    private static readonly string[] Few =
    [
        "h264-one-keyframe.mp4", "h264-odd-size.mkv", "h264-one-frame.mp4", "sound-hole-4s.mkv", "sound-late-3s.mp4", "0.04s.wav",
        "everything.mkv",
    ];

    public static TheoryData<string> Files =>
        [.. ZooFile.All.Where(file => file.IsPlayed && (TestSize.IsFull || Few.Contains(file.Name))).Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_stream_plays_and_can_be_sought_in(string name)
    {
        var file = ZooFile.All.Single(one => one.Name == name);
        Assert.True(AssetType.TryFromWord(file.Type, out var type));
        var report = await SplitAsync(await Ffmpeg.MakeZooFileAsync(Folder, name), type!);
        Assert.Equal((AssetStatus.Ready, null), (report.Status, report.Reason));
        await using var site = await StreamSite.StartAsync(Pool);
        foreach (var isNative in file.IsPlayedNatively ? new[] { false, true } : [false])
        {
            await using var page = await chromium.Engine.Browser.NewPageAsync();
            await page.GoToAsync(site.Page);
            await PlayAsync(page, report.Metadata!, isNative);
        }
    }

    [Fact]
    public async Task Sounds_and_subtitles_can_be_chosen_and_texts_come_at_their_time()
    {
        var report = await SplitAsync(await Ffmpeg.MakeZooFileAsync(Folder, "everything.mkv"), AssetType.Video);
        await using var site = await StreamSite.StartAsync(Pool);
        await using var page = await chromium.Engine.Browser.NewPageAsync();
        await page.GoToAsync(site.Page);
        await OpenAsync(page, report.Metadata!, isNative: false);
        var choice = await page.EvaluateExpressionAsync<Dictionary<string, int>>("choice()");
        Assert.Equal((2, 2, 1), (choice["sounds"], choice["subtitles"], choice["levels"]));
        // A player's 0 is the first picture's decoding time, which is a little before the picture.
        Assert.Matches(@"^1\.[01] first$", Assert.Single(await page.EvaluateExpressionAsync<string[]>("subtitles()")));

        await page.EvaluateExpressionAsync("hls.audioTrack = 1");
        var counts = await page.EvaluateExpressionAsync<Counts[]>("playFrom(4, 0.5)");
        Assert.True(counts[1].Sound > counts[0].Sound);
    }

    [Fact]
    public void The_player_is_the_one_that_is_published() =>
        Assert.Equal(
            PlayerSha256,
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Player", "hls.min.js")))));

    private static async Task PlayAsync(IPage page, MediaMetadata metadata, bool isNative)
    {
        var seconds = await OpenAsync(page, metadata, isNative);
        Assert.Equal(metadata.DurationSec!.Value, seconds, 0.15);
        // In what is shorter there is nothing to seek.
        double[] seeks = seconds < Shortest ? [] : [seconds * 0.6, seconds * 0.2, seconds * 0.85];
        foreach (var time in seeks)
            AssertMoves(await page.EvaluateFunctionAsync<Counts[]>("(time) => playFrom(time, 0.4)", time), metadata, time);
        AssertMoves(await page.EvaluateExpressionAsync<Counts[]>("playThrough()"), metadata, from: 0);
    }

    private static Task<double> OpenAsync(IPage page, MediaMetadata metadata, bool isNative) => page.EvaluateFunctionAsync<double>(
        "(address, isNative) => open(address, isNative)", $"/stream/{metadata.Streams[0]}.m3u8", isNative);

    private static void AssertMoves(Counts[] counts, MediaMetadata metadata, double from)
    {
        var (before, after) = (counts[0], counts[1]);
        Assert.True(after.Time > from, $"from {from}: {before} to {after}");
        // All of a stream of one frame, or of a moment's sound, is decoded before it is asked to play.
        var isMoment = metadata.DurationSec < Shortest;
        var (frames, sound) = isMoment ? (0, 0) : (before.Frames, before.Sound);
        if (metadata.VideoCodec is not null) Assert.True(after.Frames > frames, $"from {from}: {before} to {after}");
        if (metadata.AudioCodec is not null) Assert.True(after.Sound > sound, $"from {from}: {before} to {after}");
    }

    /// <summary>What the browser's counters say.</summary>
    public sealed record Counts(double Time, double Frames, double Sound);
}
