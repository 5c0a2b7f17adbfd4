using System.Text;
using DreamLake.Bss.Tracks;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

public sealed class JsonLinesTests
{
    private static readonly Func<ITrackFormat> Format = () => new JsonLines(new FieldNames());

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("\n \r\n\t\n", 0, "")]
    [InlineData("\uFEFF", 0, "")]
    [InlineData("{}", 1, "")]
    [InlineData("\uFEFF{\"a\":1}\r\n\r\n  {\"b\":[{\"x\":1}],\"a\":2}  \r\n", 2, "a b")]
    [InlineData("{\"a\":1}\n{\"c\":1,\"a\":1,\"b\":1}\n{\"b\":1,\"d\":1}", 3, "a c b d")]
    [InlineData("{\"\\u0061\":1}\n{\"a\":1}", 2, "a")]
    [InlineData("{\"größe\":1,\"größe\":2}", 1, "größe")]
    public async Task Counts_entries_and_names_fields(string text, int count, string fields)
    {
        var summary = await TrackText.ReadAsync(Format, text);
        Assert.Equal(count, summary.EntryCount);
        Assert.Equal(fields.Split(' ', StringSplitOptions.RemoveEmptyEntries), summary.Fields);
    }

    [Theory]
    [InlineData("[1]", 1)]
    [InlineData("1", 1)]
    [InlineData("{}\nnull", 2)]
    [InlineData("{}\n\n{\"a\":}", 3)]
    [InlineData("{\"a\":1", 1)]
    [InlineData("{\"a\":1,}", 1)]
    [InlineData("{} {}", 1)]
    [InlineData("{}x", 1)]
    [InlineData("{\"a\":1 // no\n}", 1)]
    [InlineData("{\"\\ud800\":1}", 1)]
    public async Task Refuses_what_is_no_object_and_names_the_line(string text, int line) =>
        Assert.StartsWith($"line {line}: ", await TrackText.RefusedAsync(Format, text), StringComparison.Ordinal);

    [Fact]
    public async Task Fields_are_bounded()
    {
        var many = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"{{\"f{i}\":1}}"));
        Assert.Equal(FieldNames.MaxCount, (await TrackText.ReadAsync(Format, many)).Fields!.Count);
        Assert.Equal(["short"], (await TrackText.ReadAsync(Format, $"{{\"{new string('x', FieldNames.MaxLength + 1)}\":1,\"short\":1}}")).Fields);
    }

    [Fact]
    public async Task Other_encodings_are_named()
    {
        var utf16 = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray();
        Assert.Contains("UTF-16", (await Assert.ThrowsAsync<Hosting.RefusalException>(() => TrackText.ReadAsync(Format, utf16))).Message,
            StringComparison.Ordinal);
        byte[] latin1 = [.. "{\"a\":\""u8, 0xFC, .. "\"}"u8];
        Assert.Contains("line 1: the text is not UTF-8", (await Assert.ThrowsAsync<Hosting.RefusalException>(() =>
            TrackText.ReadAsync(Format, latin1))).Message, StringComparison.Ordinal);
    }
}
