using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class AssetTypeTests
{
    [Theory]
    [InlineData("Video", "video", ".mp4 .mkv .mov .webm .avi .m4v .ts .mts .3gp", "/videos", "/assets/video", "bssVideoId", true)]
    [InlineData("Audio", "audio", ".wav .mp3 .aac .opus .flac .m4a .ogg .oga .aif", "/audio", "/assets/audio", "bssAudioId", true)]
    [InlineData("LabelTrack", "label-track", ".jsonl .csv", "/labels", "/assets/label-track", "bssLabelId", false)]
    [InlineData("TextTrack", "text-track", ".srt .vtt", "/text-tracks", "/assets/text-track", "bssTextTrackId", false)]
    public void The_table_is_the_protocols(
        string name,
        string word,
        string extensions,
        string prefix,
        string route,
        string field,
        bool streamed)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        Assert.Equal(
            (name, word, extensions, prefix, route, field, streamed),
            (type.Name, type.Word, string.Join(' ', type.Extensions), type.BssPrefix, type.ServerRoute, type.BssIdField, type.IsStreamed));
        Assert.Equal(name, type.ToString());
        foreach (var extension in type.Extensions)
        {
            Assert.True(AssetType.TryFromFileName("a" + extension, out var byName));
            Assert.True(AssetType.TryFromFileName("A.B" + extension.ToUpperInvariant(), out var byUpperName));
            Assert.Equal((type, type), (byName, byUpperName));
        }
    }

    [Fact]
    public void There_are_four_in_the_protocols_order() =>
        Assert.Equal(["Video", "Audio", "LabelTrack", "TextTrack"], AssetType.All.Select(type => type.Name));

    [Theory]
    [InlineData("VIDEO", "Video"),
        InlineData("LabelTrack", "LabelTrack"),
        InlineData("labeltrack", "LabelTrack"),
        InlineData("Text-Track", "TextTrack")]
    public void A_type_is_found_by_word_or_name_whatever_the_case(string word, string name)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        Assert.Equal(name, type.Name);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("videos"), InlineData("label_track"), InlineData(" video")]
    public void Other_words_are_no_type(string? word) => Assert.False(AssetType.TryFromWord(word, out _));

    [Theory]
    [InlineData(""),
        InlineData("mp4"),
        InlineData("a.mp4.part"),
        InlineData("a."),
        InlineData("a.txt"),
        InlineData("a.json"),
        InlineData("dir.mp4/a")]
    public void Other_files_are_of_no_type(string fileName) => Assert.False(AssetType.TryFromFileName(fileName, out _));

    [Theory]
    [InlineData("video", "a.MP4", "video/mp4")]
    [InlineData("video", "a.mkv", "video/x-matroska")]
    [InlineData("audio", "a.opus", "audio/ogg")]
    [InlineData("audio", "a.m4a", "audio/mp4")]
    [InlineData("label-track", "a.jsonl", "application/jsonl")]
    [InlineData("text-track", "a.vtt", "text/vtt")]
    [InlineData("text-track", "a.jsonl", "application/jsonl")]
    [InlineData("video", "a.raw", "application/octet-stream")]
    [InlineData("audio", "a", "application/octet-stream")]
    public void A_content_type_belongs_to_the_extension(string word, string fileName, string contentType)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        Assert.Equal(contentType, type.ContentTypeOf(fileName));
    }

    [Fact]
    public void Only_a_text_track_has_a_format()
    {
        Assert.Equal(["srt", "vtt", "jsonl"], new[] { "a.srt", "a.VTT", "a.jsonl" }.Select(AssetType.TextTrack.FormatOf));
        Assert.All(AssetType.All.Where(type => type != AssetType.TextTrack), type => Assert.Null(type.FormatOf("a.srt")));
    }
}
