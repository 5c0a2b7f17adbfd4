using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("plain.mp4", "plain.mp4")]
    [InlineData("u\u0308bung", "\u00fcbung")]
    [InlineData("\u00fcbung", "\u00fcbung")]
    [InlineData("a\u0323\u0302", "\u1ead")]
    [InlineData("a\u0302\u0323", "\u1ead")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\u304b\u3099", "\u304c")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")]
    [InlineData("\ud804\udc99\ud804\udcba", "\ud804\udc9a")]
    [InlineData("e\u0301\u0301", "\u00e9\u0301")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\ufb01", "\ufb01")]
    public void A_name_has_one_form(string written, string kept)
    {
        Assert.Equal(kept, NameRules.Normalize(written));
        Assert.Equal(kept, NameRules.Normalize(kept));
    }

    [Fact]
    public void An_asset_and_an_address_are_kept_in_that_form()
    {
        Assert.Equal(AssetName.Parse("/\u00fcbung.mp4"), AssetName.For("", "u\u0308bung.mp4"));
        Assert.Equal(EpisodeAddress.Parse("\u00e4@\u00f6:\u00fc"), EpisodeAddress.Parse("a\u0308@o\u0308:u\u0308"));
        Assert.Equal("\u00e4", EpisodeAddress.Parse("o").WithNamespace("a\u0308").Namespace);
    }

    [Theory]
    [InlineData('\u202e'), InlineData('\u202a'), InlineData('\u2066'), InlineData('\u2069'), InlineData('\u200b'), InlineData('\u200d'),
        InlineData('\u200f'), InlineData('\u2060'), InlineData('\ufeff'), InlineData('\u2028')]
    public void What_nobody_can_see_is_in_no_name(char invisible)
    {
        Assert.Contains($"U+{(int)invisible:X4}", NameRules.Fault("space", $"a{invisible}b"), StringComparison.Ordinal);
        Assert.Contains($"U+{(int)invisible:X4}", NameRules.PathFault("episode", $"a/b{invisible}c"), StringComparison.Ordinal);
        Assert.Equal("a?b", NameRules.Printable($"a{invisible}b"));
    }

    [Fact]
    public void A_path_has_at_most_1024_bytes()
    {
        var level = new string('a', 127);
        Assert.Null(NameRules.PathFault("episode", string.Join('/', Enumerable.Repeat(level, 8)) ));
        Assert.Contains("1024 bytes", NameRules.PathFault("episode", string.Join('/', Enumerable.Repeat(level, 8)) + "/bc"), StringComparison.Ordinal);
        Assert.Contains("1024 bytes", NameRules.PathFault("episode", string.Join('/', Enumerable.Repeat(new string('\u00e4', 100), 6))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_repeats_a_hundred_characters()
    {
        Assert.Equal(new string('a', 100), NameRules.Printable(new string('a', 100)));
        Assert.Equal(new string('a', 99) + "\u2026", NameRules.Printable(new string('a', 101)));
        Assert.Equal(new string('a', 98) + "\u2026", NameRules.Printable(new string('a', 98) + "\ud83d\udcf7" + new string('a', 50)));
    }
}
