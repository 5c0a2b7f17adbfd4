using System.Text.Json.Nodes;
using Xunit;

namespace DreamLake.Native.Tests;

/// <summary>The native command does what the one with a runtime does, and needs none.</summary>
public sealed class NativeCommandTests(PublishedCommand command) : IClassFixture<PublishedCommand>, IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("dreamlake-home-").FullName;

    [Fact]
    public void Publishing_warns_of_nothing()
    {
        PublishedCommand.Require();
        Assert.DoesNotContain("warning", command.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_command_is_one_file_and_the_lake_stands_beside_it()
    {
        PublishedCommand.Require();
        Assert.Empty(Directory.GetFiles(command.Folder, "*.dll"));
        Assert.True(File.Exists(Path.Combine(command.Folder, "lake", "dreamlake-lake.dll")));
    }

    [Fact]
    public async Task An_upload_to_a_lake_of_its_own_is_stored_and_found_there_again()
    {
        var sample = Path.Combine(PublishedCommand.Repository, "samples", "run01.mp4");
        string[] upload = ["upload", sample, "--episode", "alice@robotics:native", "--local", "--json"];
        var first = JsonNode.Parse((await command.RunAsync(_home, upload)).Succeeded().Output)!;
        Assert.Equal("stored", first["outcome"]!.ToString());
        Assert.Equal(2, first["partsSent"]!.GetValue<int>());
        var again = JsonNode.Parse((await command.RunAsync(_home, upload)).Succeeded().Output)!;
        Assert.Equal(0, again["partsSent"]!.GetValue<int>());
        Assert.Equal(first["assetId"]!.ToString(), again["assetId"]!.ToString());
    }

    [Theory]
    [InlineData("--help", "upload <FILE>")]
    [InlineData("upload --help", "--episode")]
    [InlineData("serve --help", "--bss-url")]
    [InlineData("pool-credentials --help", "--form")]
    public async Task Every_verb_tells_its_help(string arguments, string text)
    {
        var run = (await command.RunAsync(_home, arguments.Split(' '))).Succeeded();
        Assert.Contains(text, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("dreamlake-lake", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_one_line()
    {
        var run = await command.RunAsync(_home, "upload", Path.Combine(_home, "gone.mp4"), "--episode", "alice@robotics:native");
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
