using DreamLake.Bss.Tracks;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

public sealed class SubRipTests
{
    private static readonly Func<ITrackFormat> Format = () => new SubRip();

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n\n \n", 0)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nYou\n\n", 2)]
    [InlineData("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nYou", 2)]
    [InlineData("1\r00:00:01,000 --> 00:00:02,000\rHello\r\r2\r00:00:03,000 --> 00:00:04,000\rYou\r", 2)]
    [InlineData("\uFEFF1\n00:00:01,000 --> 00:00:02,000\nHello", 1)]
    [InlineData("1\n00:01.5 --> 00:02.75\nno hours and a dot", 1)]
    [InlineData("1\n0:00:01 --> 0:00:02\nno fraction", 1)]
    [InlineData("1\n00:00:01,000-->00:00:02,000\nno spaces", 1)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000 X1:40 X2:600 Y1:20 Y2:50\nplaced", 1)]
    [InlineData("00:00:01,000 --> 00:00:02,000\nno number\n", 1)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\n", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nno blank line\n2\n00:00:03,000 --> 00:00:04,000\nYou", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nan --> arrow, and 42\n42\nmore", 1)]
    [InlineData("1\n123:00:01,000 --> 123:00:02,000\nhundreds of hours", 1)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\nand still of it\n\n\nto the last\n\n2\n00:00:03,000 --> 00:00:04,000\nYou", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\n\nlate\n\n2\n00:00:03,000 --> 00:00:04,000\nYou", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n\n2\n00:00:03,000 --> 00:00:04,000\nYou", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nYour room?\n\n42\nis what it says\n\n2\n00:00:03,000 --> 00:00:04,000\nYou", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n12:30 by the clock\n", 1)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n", 1)]
    public async Task Takes_what_players_take(string text, int count) => Assert.Equal(count, await TrackText.CountAsync(Format, text));

    [Theory]
    [InlineData("Hello\n", 1)]
    [InlineData("1\nHello\n", 2)]
    [InlineData("1\n", 1)]
    [InlineData("1\n00:00:01,000\nHello\n", 2)]
    [InlineData("1\n00:00:01,000 -> 00:00:02,000\nHello\n", 2)]
    [InlineData("1\n00:00:01,000 --> later\nHello\n", 2)]
    [InlineData("1\n00:00:61,000 --> 00:00:62,000\nHello\n", 2)]
    [InlineData("1\n00:00:02,000 --> 00:00:01,000\nbackwards\n", 2)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n00:00:03,000 --> later\nlost\n", 5)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 -> 00:00:04,000\nlost\n", 6)]
    [InlineData("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n\r\n2\r\n00:03\r\nlost\r\n", 6)]
    [InlineData("\n1\n\n1\n\nHello\n", 6)]
    [InlineData("1\n99999999999:00:01,000 --> 00:00:02,000\nHello\n", 2)]
    public async Task Refuses_what_is_broken_and_names_the_line(string text, int line) =>
        Assert.StartsWith($"line {line}: ", await TrackText.RefusedAsync(Format, text), StringComparison.Ordinal);
}
