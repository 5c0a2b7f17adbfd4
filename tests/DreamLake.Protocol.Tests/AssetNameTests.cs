using CsCheck;
using Xunit;

namespace DreamLake.Protocol.Tests;

public sealed class AssetNameTests
{
    [Theory]
    [InlineData(null, "run01.mp4", "/run01.mp4")]
    [InlineData("", "run01.mp4", "/run01.mp4")]
    [InlineData("/", "run01.mp4", "/run01.mp4")]
    [InlineData("/camera/front", "run01.mp4", "/camera/front/run01.mp4")]
    [InlineData("/camera/front/", "run01.mp4", "/camera/front/run01.mp4")]
    [InlineData("camera", "run01.mp4", "/camera/run01.mp4")]
    [InlineData("/camera", "mail@example 12:30 [1].mp4", "/camera/mail@example 12:30 [1].mp4")]
    public void A_file_goes_to_a_folder(string? folder, string fileName, string path)
    {
        var name = AssetName.For(folder, fileName);
        Assert.Equal((path, fileName, path), (name.Path, name.Leaf, name.ToString()));
        Assert.Equal(path, string.Concat(name.Folders.Select(level => "/" + level)) + "/" + name.Leaf);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("/", "is empty")]
    [InlineData("//a.mp4", "empty level")]
    [InlineData("/camera/", "empty level")]
    [InlineData("/camera//a.mp4", "empty level")]
    [InlineData("/camera/../a.mp4", "'..'")]
    [InlineData("/./a.mp4", "'.'")]
    [InlineData("/camera/x@y\\a.mp4", "'x@y\\a.mp4' holds '\\'")]
    [InlineData("/camera/a\nb.mp4", "control character")]
    [InlineData("/camera/ a.mp4", "begins or ends with a space")]
    public void A_path_that_names_no_asset_is_refused_in_one_clear_line(string path, string because)
    {
        var fault = Assert.Throws<FormatException>(() => AssetName.Parse(path)).Message;
        Assert.Contains(because, fault, StringComparison.Ordinal);
        Assert.Contains("/camera/front/run01.mp4", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    [Fact]
    public void Half_of_a_character_is_refused() =>
        Assert.Contains(
            "half of a character",
            Assert.Throws<FormatException>(() => AssetName.Parse("/camera/\udc00.mp4")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_missing_first_slash_is_supplied_and_equal_paths_are_equal_names()
    {
        Assert.Equal(AssetName.Parse("/camera/a.mp4"), AssetName.Parse("camera/a.mp4"));
        Assert.Equal(AssetName.Parse("/a").GetHashCode(), AssetName.Parse("a").GetHashCode());
        Assert.NotEqual(AssetName.Parse("/a"), AssetName.Parse("/A"));
    }

    [Fact]
    public void Any_text_is_a_name_that_comes_round_or_a_format_exception() =>
        Texts.Any.Sample(text =>
        {
            try
            {
                var name = AssetName.Parse(text);
                return name.Path.StartsWith('/') && name.Path.EndsWith(text, StringComparison.Ordinal) && AssetName.Parse(name.Path) == name
                    && string.Join('/', [.. name.Folders, name.Leaf]) == name.Path[1..];
            }
            catch (FormatException fault)
            {
                return !fault.Message.Any(char.IsControl);
            }
        });
}
