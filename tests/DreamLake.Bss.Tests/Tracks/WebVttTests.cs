using DreamLake.Bss.Tracks;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

public sealed class WebVttTests
{
    private static readonly Func<ITrackFormat> Format = () => new WebVtt();

    [Theory]
    [InlineData("WEBVTT", 0)]
    [InlineData("\uFEFFWEBVTT - a title\r\nKind: captions\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\r\n\r\n", 0)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n\n00:00:03.000 --> 00:00:04.000 line:0 align:start\n- You\n- Me", 2)]
    [InlineData("WEBVTT\r\r00:01.000 --> 00:02.000\rHello\r", 1)]
    [InlineData("WEBVTT\n\nNOTE\nseveral lines\nof a note --> with an arrow\n\nNOTE one line\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nintro\n00:01.000 --> 00:02.000\nHello", 1)]
    [InlineData("WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHello\n\n2\n00:01.000-->00:02.000\n", 2)]
    [InlineData("WEBVTT\n00:01.000 --> 00:02.000\nright after the header", 1)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n00:03.000 --> 00:04.000\nno blank line between", 2)]
    [InlineData("WEBVTT\n\n123:00:01.000 --> 123:00:02.000\nhundreds of hours", 1)]
    [InlineData("WEBVTT\n \n1\n00:01.000 --> 00:02.000\nHello\n\n \t\n2\n00:03.000 --> 00:04.000\nYou\n\n \n", 2)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n \nstill of the same text\nand more\n \n2\n00:03.000 --> 00:04.000\nYou", 2)]
    [InlineData("WEBVTT\n\nNOTE of one line\n \n00:01.000 --> 00:02.000\nHello", 1)]
    [InlineData("WEBVTT\n\nstray\n\nof\nmany lines\n\n00:01.000 --> 00:02.000\nHello", 1)]
    [InlineData("WEBVTT\n\nstray\nthen\n00:01.000 --> 00:02.000\nHello", 1)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000 line:79%\n\na line too late\n\n00:03.000 --> 00:04.000\nYou", 2)]
    [InlineData("WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHello\n\n2\n", 1)]
    [InlineData("WEBVTT\n\nintro", 0)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nHello --> you\nand more\n\n00:03.000 --> 00:04.000\nYou", 2)]
    public async Task Takes_what_players_take(string text, int count) => Assert.Equal(count, await TrackText.CountAsync(Format, text));

    [Theory]
    [InlineData("", 1)]
    [InlineData("WEBVTTX\n", 1)]
    [InlineData("1\n00:01.000 --> 00:02.000\n", 1)]
    [InlineData("WEBVTT\n\n00:01,000 --> 00:02,000\nHello\n", 3)]
    [InlineData("WEBVTT\n\n00:01.00 --> 00:02.00\nHello\n", 3)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000align:start\nHello\n", 3)]
    [InlineData("WEBVTT\n\n00:99.000 --> 00:99.500\nHello\n", 3)]
    [InlineData("WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards\n", 3)]
    [InlineData("WEBVTT\n\nstray\n\n00:01.000 --> later\n", 5)]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n 00:03,000 --> 00:04,000\n", 5)]
    public async Task Refuses_what_is_broken_and_names_the_line(string text, int line) =>
        Assert.StartsWith($"line {line}: ", await TrackText.RefusedAsync(Format, text), StringComparison.Ordinal);
}
