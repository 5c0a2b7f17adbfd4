using DreamLake.Engine;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Presentation.Tests;

/// <summary>In a folder of a whole space the first folders are the episode's name.</summary>
public sealed class SpaceFoldersTests
{
    [Theory]
    [InlineData("run-1/camera/a.mp4", "alice@robotics:run-1", "/camera")]
    [InlineData("run-1/a.mp4", "alice@robotics:run-1", null)]
    [InlineData("day/run-2/x/y/a.mp4", "alice@robotics:day/run-2", "/x/y")]
    [InlineData("day/run-3/a.mp4", "alice@robotics:day", "/run-3")]
    [InlineData("new/deep/a.mp4", "alice@robotics:new", "/deep")]
    [InlineData("a.mp4", "alice@robotics", null)]
    [InlineData("e\u0301/a.mp4", "alice@robotics:\u00e9", null)]
    public void A_file_is_of_the_deepest_episode_that_the_lake_has_else_of_its_first_folder(string below, string episode, string? to)
    {
        var folders = new SpaceFolders(new UploadRequest("", EpisodeAddress.Parse("alice@robotics")), ["run-1", "day", "day/run-2"]);

        var request = folders.RequestOf(new FolderEntry("/root/" + below, below, null));

        Assert.Equal(("/root/" + below, episode, to), (request.Path, request.Episode.ToString(), request.To));
    }

    [Fact]
    public void The_folder_that_was_named_in_the_lake_is_in_each_episode()
    {
        var folders = new SpaceFolders(new UploadRequest("", EpisodeAddress.Parse("alice@robotics"), "/in"), []);

        Assert.Equal("/in/camera", folders.RequestOf(new FolderEntry("/root/r/camera/a.mp4", "r/camera/a.mp4", null)).To);
    }
}
