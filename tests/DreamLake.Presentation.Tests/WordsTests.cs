using DreamLake.Engine;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class WordsTests
{
    private static readonly EpisodeAddress Episode = EpisodeAddress.Parse("alice@robotics:run");

    [Fact]
    public void Every_step_of_an_upload_has_its_words()
    {
        string Words(UploadStepName step, long hashed = 0) => PhaseText.Of(new FileSnapshot("a", step, 2048, hashed, 0, 3, 1));
        Assert.Equal("waiting", Words(UploadStepName.IdentifyFile));
        Assert.Equal("hashing, 50 % of 2.0 KiB", Words(UploadStepName.IdentifyFile, 1024));
        Assert.Equal("sending part 2 of 3", Words(UploadStepName.PutParts));
        Assert.All(Enum.GetValues<UploadStepName>(), step => Assert.Matches("^[a-z]", Words(step)));
    }

    [Fact]
    public void A_listed_asset_says_what_its_content_is_and_why_its_status_is_what_it_is()
    {
        var asset = new LakeAsset
        {
            Id = "1", Type = AssetType.Video, Episode = Episode, Name = AssetName.Parse("/a.mp4"), Status = AssetStatus.Ready,
            Incomplete = new(6, 10),
            Metadata = new() { DurationSec = 6, Width = 1920, Height = 1080, Fps = 29.97002997, SampleRate = 48_000 },
        };
        Assert.Equal("ready, incomplete: 6.0 of 10.0 s", AssetText.StatusOf(asset));
        Assert.EndsWith(
            "alice@robotics:run/a.mp4  (6.0 s, 1920 × 1080, 29.97 fps, 48000 Hz)", AssetText.LineOf(asset), StringComparison.Ordinal);
        Assert.EndsWith("  rejected          alice@robotics:run/a.mp4  Its bytes are others.", AssetText.LineOf(
            asset with { Status = AssetStatus.Rejected, StatusReason = "Its bytes are others.", Incomplete = null, Metadata = null }),
            StringComparison.Ordinal);
        Assert.Equal("1 entry", AssetText.ContentOf(asset with { Metadata = new() { EntryCount = 1 } }));
    }

    [Fact]
    public void Two_files_of_one_name_are_one_too_many()
    {
        var claims = new AssetNameClaims();
        Assert.Null(claims.Claim(new UploadRequest("/x/a.mp4", Episode, "/front")));
        Assert.Null(claims.Claim(new UploadRequest("/x/a.mp4", Episode, "/front/")));
        Assert.Null(claims.Claim(new UploadRequest("/y/a.mp4", Episode, "/back")));
        Assert.Null(claims.Claim(new UploadRequest("/y/a.mp4", EpisodeAddress.Parse("alice@robotics:other"), "/front")));
        var taken = claims.Claim(new UploadRequest("/y/a.mp4", Episode, "front"));
        Assert.Equal(
            $"'{Path.GetFullPath("/y/a.mp4")}' and '{Path.GetFullPath("/x/a.mp4")}' would both become alice@robotics:run /front/a.mp4.",
            taken);
    }

    [Fact]
    public void A_name_that_cannot_be_one_is_for_its_upload_to_refuse() =>
        Assert.Null(new AssetNameClaims().Claim(new UploadRequest("/x/a.mp4", Episode, "/a/../b")));

    [Theory]
    [InlineData("text-track", "TextTrack")]
    [InlineData("TextTrack", "TextTrack")]
    [InlineData(" VIDEO ", "Video")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void A_type_is_read_by_its_word_or_its_name(string? word, string? expected)
    {
        Assert.True(AssetTypeWord.TryParse(word, out var type, out _));
        Assert.Equal(expected, type?.Name);
    }

    [Fact]
    public void Another_word_is_refused_with_those_that_are()
    {
        Assert.False(AssetTypeWord.TryParse("TextTrak", out _, out var fault));
        Assert.Equal("'TextTrak' is no type. Types are video, audio, label-track, text-track.", fault);
    }

    [Theory]
    [InlineData(null, null), InlineData("", null), InlineData("verified", WaitFor.Verified), InlineData("Ready", WaitFor.Ready)]
    public void What_is_waited_for_is_one_of_two_words(string? word, WaitFor? goal)
    {
        Assert.True(WaitForWord.TryParse(word, out var read, out var none));
        Assert.Equal((goal, null), (read, none));
        Assert.False(WaitForWord.TryParse("stored", out _, out var fault));
        Assert.Equal("'stored' is nothing to wait for: that is verified or ready.", fault);
    }
}
