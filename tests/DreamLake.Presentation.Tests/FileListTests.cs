using DreamLake.Presentation.Folders;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class FileListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-list-").FullName;

    [Theory]
    [InlineData("a.mp4\nb c.mp4\n", "a.mp4|b c.mp4")]
    [InlineData("a.mp4\r\nb.mp4", "a.mp4|b.mp4")]
    [InlineData("a.mp4\0line\nbreak.mp4\0", "a.mp4|line\nbreak.mp4")]
    [InlineData("\n\na.mp4\n\n", "a.mp4")]
    [InlineData("", "")]
    public void Lines_or_NUL_characters_part_the_paths(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', FileList.Read(new StringReader(text))));

    [Fact]
    public void A_path_longer_than_the_buffer_is_whole()
    {
        var (first, second) = (new string('a', 100_000), new string('b', 70_000));
        Assert.Equal([first, second], FileList.Read(new StringReader($"{first}\n{second}\n")));
    }

    [Fact]
    public void A_relative_path_keeps_its_folders_and_an_absolute_one_its_name()
    {
        foreach (var name in new[] { "x/1.mp4", "y/2.mp4", "z/in/3.mp4" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), name);
            File.SetLastWriteTimeUtc(At(name), DateTime.UtcNow.AddHours(-1));
        }

        var listed = new ListedFiles(new FolderRules(), At).Entries(["./x/1.mp4", At("y/2.mp4"), "z", "x/../y/2.mp4", "gone.mp4"]);
        Assert.Equal(["x/1.mp4", "2.mp4", "z/in/3.mp4", "2.mp4", "gone.mp4"], listed.Select(entry => entry.Below));
    }

    [Fact]
    public void Types_by_extension_are_read_or_told_in_a_line()
    {
        Assert.True(TypeMap.TryParse([new(".raw", "Video"), new("AU", "audio")], out var map, out _));
        Assert.Equal((AssetType.Video, AssetType.Audio, null), (map.Of("x/a.RAW"), map.Of("b.au"), map.Of("c.mp4")));
        foreach (var (extension, word) in new[] { (".raw", "film"), ("", "video"), (".raw", ""), ("a/b", "video") })
        {
            Assert.False(TypeMap.TryParse([new(extension, word)], out _, out var fault));
            Assert.NotEmpty(fault);
        }

        Assert.False(TypeMap.TryParse([new(".raw", "video"), new("raw", "audio")], out _, out var twice));
        Assert.Contains("twice", twice, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);
}
