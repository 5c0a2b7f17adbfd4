using DreamLake.Bss.Tracks;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

public sealed class CommaSeparatedTests
{
    private static readonly Func<ITrackFormat> Format = () => new CommaSeparated(new FieldNames());

    [Theory]
    [InlineData("t,label\n1,car\n2,bus\n", 2, "t|label")]
    [InlineData("\uFEFFt,label\r\n1,car\r\n2,bus", 2, "t|label")]
    [InlineData("t,label\r1,car\r2,bus\r", 2, "t|label")]
    [InlineData("t,label\n", 0, "t|label")]
    [InlineData("t\n1\n\n2\n  \n", 2, "t")]
    [InlineData("t,text\n1,\"a, b\"\n2,\"he said \"\"no\"\"\"\n", 2, "t|text")]
    [InlineData("t,text\n1,\"two\n\nlines, of it\"\n2,x\n", 2, "t|text")]
    [InlineData("\"a \"\"b\"\"\",\"c,d\"\n1,2\n", 1, "a \"b\"|c,d")]
    [InlineData("t;x;y\n1,5;2,5;3\n", 1, "t|x|y")]
    [InlineData("t\tx\n1\t\n", 1, "t|x")]
    [InlineData("t, size\n1,5\" pipe\n", 1, "t|size")]
    [InlineData("t,,x\n,,\n", 1, "t||x")]
    public async Task A_header_gives_the_fields_and_each_record_is_an_entry(string text, int count, string fields)
    {
        var summary = await TrackText.ReadAsync(Format, text);
        Assert.Equal((count, fields), (summary.EntryCount, string.Join('|', summary.Fields!)));
    }

    [Theory]
    [InlineData("", 1, "header")]
    [InlineData("\n\n", 1, "header")]
    [InlineData("t,label\n1\n", 2, "1 fields where the header names 2")]
    [InlineData("t,label\n1,car\n2,bus,red\n", 3, "3 fields where the header names 2")]
    [InlineData("t,label\n1,\"car\"s\n", 2, "follows the quote")]
    [InlineData("t,label\n1,\"car\n2,bus\n", 2, "not closed")]
    public async Task What_is_no_table_is_refused_with_its_line(string text, int line, string words)
    {
        var refusal = await TrackText.RefusedAsync(Format, text);
        Assert.StartsWith($"line {line}: ", refusal, StringComparison.Ordinal);
        Assert.Contains(words, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_another_encoding_is_refused() =>
        Assert.StartsWith("line 2: ", (await Assert.ThrowsAsync<Hosting.RefusalException>(() => TrackText.ReadAsync(Format, [.. "t\n"u8, 0xE4, .. "\n"u8]))).Message, StringComparison.Ordinal);
}
