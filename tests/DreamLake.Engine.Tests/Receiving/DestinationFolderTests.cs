using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>Whatever assets are called, their files lie below the destination, each by itself.</summary>
public sealed class DestinationFolderTests
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "destination");

    [Fact]
    public void The_episodes_folders_are_kept()
    {
        var path = new DestinationFolder(Root).PathOf(Named("/camera/front/a.mp4"), out var note);
        Assert.Equal((Path.Combine(Root, "camera", "front", "a.mp4"), (string?)null), (path, note));
    }

    [Theory]
    [InlineData("/a:b/c?.mp4", "a%3Ab", "c%3F.mp4")]
    [InlineData("/a/CON", "a", "%43ON")]
    [InlineData("/a/com1.txt", "a", "%63om1.txt")]
    [InlineData("/a./b.", "a%2E", "b%2E")]
    public void What_Windows_does_not_hold_is_written_otherwise_and_told(string name, string folder, string leaf)
    {
        var path = new DestinationFolder(Root, isWindows: true).PathOf(Named(name), out var note);
        Assert.Equal(Path.Combine(Root, folder, leaf), path);
        Assert.Contains(path, note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a.mp4", "/a.mp4", false)]
    [InlineData("/a.mp4", "/A.mp4", true)]
    public void Two_that_would_become_one_file_are_refused(string one, string other, bool isWindows)
    {
        var folder = new DestinationFolder(Root, isWindows);
        folder.PathOf(Named(one), out _);
        var refused = Assert.Throws<UploadException>(() => folder.PathOf(Named(other), out _));
        Assert.Equal(UploadError.InvalidName, refused.Error);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/a/../../b")]
    [InlineData("/a//b")]
    [InlineData("/a/.")]
    public void A_lake_that_lists_a_name_that_leads_elsewhere_is_not_followed(string name) =>
        Assert.Null(LakeAsset.Of(new ListedAsset("1") { Name = name }, AssetType.Video, EpisodeAddress.Parse("alice@robotics")));

    private static LakeAsset Named(string name) => new()
    {
        Id = "1", Type = AssetType.Video, Episode = EpisodeAddress.Parse("alice@robotics:run-1"), Name = AssetName.Parse(name),
    };
}
