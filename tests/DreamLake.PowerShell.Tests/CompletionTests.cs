using System.Management.Automation;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("Send-DreamLakeFile x -Type ", "Audio LabelTrack TextTrack Video")]
    [InlineData("Send-DreamLakeFile x -Type la", "LabelTrack")]
    public async Task Types_complete(string line, string expected)
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(expected.Split(' '), Complete(scene, line).Order());
    }

    [Fact]
    public async Task Hashes_complete_from_what_is_pending_with_the_file_beside_them()
    {
        await using var scene = await Scene.StartAsync();
        var file = await scene.PendingAsync("a.mp4");
        var hash = Path.GetFileNameWithoutExtension(scene.StateFiles()[0]);
        foreach (var command in new[]
        {
            "Get-DreamLakeUploadState -Hash ",
            "Resume-DreamLakeUpload ",
            "Remove-DreamLakeUploadState -Hash '",
        })
        {
            Assert.Equal([hash], Complete(scene, command));
            Assert.Equal([hash], Complete(scene, command + hash[..3]));
            Assert.DoesNotContain(hash, Complete(scene, command + "zz"));
        }

        Assert.Contains(file.FullName, Results(scene, "Resume-DreamLakeUpload ")[0].ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Episodes_complete_from_what_was_sent_and_from_what_is_pending()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        scene.File("b.mp4");
        scene.Run("Send-DreamLakeFile b.mp4 -Episode 'robotics:it is'").Clean();
        Assert.Equal(["'alice@robotics:it is'", "alice@robotics:run-042"], Complete(scene, "Send-DreamLakeFile x -Episode "));
        Assert.Equal(["'alice@robotics:it is'"], Complete(scene, "Send-DreamLakeFile x -Episode alice@robotics:i"));
    }

    private static string[] Complete(Scene scene, string line) => [.. Results(scene, line).Select(result => result.CompletionText)];

    private static System.Collections.ObjectModel.Collection<CompletionResult> Results(Scene scene, string line)
    {
        using var shell = scene.Session.Shell("");
        shell.Commands.Clear();
        return CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches;
    }
}
