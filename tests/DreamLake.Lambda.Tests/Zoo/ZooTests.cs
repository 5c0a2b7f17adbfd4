using System.Globalization;
using DreamLake.Protocol;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Lambda.Tests.Zoo;

/// <summary>Media of every kind that people record: each line of tests/Zoo/table.txt comes true.</summary>
public sealed class ZooTests : LambdaTest
{
    public static TheoryData<string> Files => [.. ZooFile.All.Where(file => file.IsQuick || TestSize.IsFull).Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_of_the_zoo_becomes(string name)
    {
        var file = ZooFile.All.Single(one => one.Name == name);
        var path = await Ffmpeg.MakeZooFileAsync(Folder, name);
        Assert.True(AssetType.TryFromWord(file.Type, out var type));
        var report = await SplitAsync(path, type!);
        if (file.Status == "failed")
        {
            Assert.Equal(AssetStatus.Failed, report.Status);
            Assert.Contains(file.Expected, report.Reason, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((AssetStatus.Ready, null), (report.Status, report.Reason));
        var decoded = await DecodedSource.SecondsAsync(path, withPicture: type == AssetType.Video);
        await AssertLastsAsync(report, file, decoded);
        AssertHolds(report.Metadata!, file);
    }

    [Fact]
    public void The_zoo_is_as_large_as_it_is_said_to_be()
    {
        Assert.InRange(ZooFile.All.Count, 110, int.MaxValue);
        Assert.InRange(ZooFile.All.Count(file => file.IsQuick), 25, 40);
        Assert.InRange(ZooFile.All.Count(file => file.IsPlayed), 30, int.MaxValue);
        Assert.Equal(ZooFile.All.Count, ZooFile.All.Select(file => file.Name).Distinct().Count());
    }

    private async Task AssertLastsAsync(JobReport report, ZooFile file, double decoded)
    {
        // What a cut leaves is known by decoding alone; how long it was to be, by its head: 10 s, or the fragments whose heads are there.
        if (file.Status == "incomplete") Assert.InRange(report.Metadata!.Incomplete!.Of, file.Seconds!.Value + 0.9, 10.1);
        else Assert.Equal(file.Seconds!.Value, report.Metadata!.DurationSec!.Value, 0.1);
        if (file.Status != "incomplete") Assert.Null(report.Metadata!.Incomplete);

        Assert.Equal(decoded, report.Metadata!.DurationSec!.Value, 0.1);
        var playlist = await DownloadAsync(report);
        var listed = (await File.ReadAllLinesAsync(playlist, Cancel))
            .Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal))
            .Sum(line => double.Parse(line["#EXTINF:".Length..^1], CultureInfo.InvariantCulture));
        Assert.Equal(report.Metadata.DurationSec!.Value, listed, 0.01);
        Assert.Equal(decoded, await DecodedSource.SecondsAsync(playlist, withPicture: true), 0.1);
        Assert.Equal(file.Codecs.Order(), (await Ffmpeg.ProbeAsync(playlist, "stream=codec_name")).Distinct().Order());
    }

    private static void AssertHolds(MediaMetadata metadata, ZooFile file)
    {
        Assert.Equal(file.Others, (metadata.Renditions ?? []).Select(rendition => rendition.Kind));
        // The stream as it is stored: whatever was copied or transcoded, browsers play these alone.
        Assert.True(metadata.VideoCodec is null or "h264");
        Assert.True(metadata.AudioCodec is null or "aac" or "mp3");
        if (metadata.VideoCodec is null) return;
        Assert.True(metadata.Fps <= 120);
        Assert.Equal((0, 0), (metadata.Width % 2, metadata.Height % 2));
        Assert.NotNull(metadata.Poster);
        Assert.NotNull(metadata.Storyboard);
    }
}
