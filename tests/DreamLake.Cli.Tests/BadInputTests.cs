using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>Bad input: one clear line on standard error, a status that says what kind, nothing half done.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("There is no file 'missing.mp4'", "upload", "missing.mp4", "--episode", "alice@robotics", "--local")]
    [InlineData("holds no file of a known type", "upload", "empty", "--episode", "alice@robotics", "--local")]
    [InlineData("tells no type", "upload", "notes.txt", "--episode", "alice@robotics", "--local")]
    [InlineData("is not an episode address", "upload", "a.wav", "--episode", "alice@:run", "--local")]
    [InlineData("is not an episode address", "upload", "a.wav", "--episode", "", "--local")]
    [InlineData("is no type", "upload", "a.wav", "--episode", "alice@robotics", "--type", "movie", "--local")]
    [InlineData("names no namespace", "upload", "a.wav", "--episode", "robotics")]
    [InlineData("No file matches", "upload", "*.mkv", "--episode", "alice@robotics", "--local")]
    [InlineData("would both become alice@robotics /a.wav", "upload", "a.wav", "other/a.wav", "--episode", "alice@robotics", "--local")]
    [InlineData("cannot name an asset", "upload", "a.wav", "--episode", "alice@robotics", "--to", "/a/../b", "--local")]
    [InlineData("--episode", "upload", "a.wav", "--local")]
    [InlineData("--frobnicate", "upload", "a.wav", "--episode", "alice@robotics", "--frobnicate")]
    [InlineData("upload --help", "upload")]
    [InlineData("takes an address", "serve", "--bss-url", "nonsense")]
    public async Task Wrong_usage_ends_with_2(string expected, params string[] arguments)
    {
        using var machine = new Machine();
        machine.File("a.wav", 1);
        machine.File("other/a.wav", 2);
        machine.File("notes.txt", 1);
        Directory.CreateDirectory(Path.Combine(machine.Home, "empty"));
        var run = (await machine.RunAsync(arguments)).Ended(2);
        Assert.Contains(expected, Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(Path.Combine(machine.Home, ".dreamlake")));
    }

    [Fact]
    public async Task Where_nobody_listens_it_ends_with_3()
    {
        using var machine = new Machine().With("DREAMLAKE_BSS_URL", "http://127.0.0.1:9").With("DREAMLAKE_REMOTE", "http://127.0.0.1:9");
        var run = (await machine.RunAsync("upload", machine.File("a.wav", 1), "--episode", "alice@robotics")).Ended(3);
        Assert.Contains(
            "BSS at http://127.0.0.1:9 cannot be reached",
            Assert.Single(run.Error.Trim().Split('\n')),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_begins_with_an_at_sign_is_a_file()
    {
        using var machine = new Machine().With("DREAMLAKE_BSS_URL", "http://127.0.0.1:9").With("DREAMLAKE_REMOTE", "http://127.0.0.1:9");
        machine.File("@run01.wav", 1);
        var run = await machine.RunAsync("upload", "@run01.wav", "--episode", "alice@robotics", "--dry-run", "--json");
        Assert.Equal("/@run01.wav", run.Ended(0).Json["name"]!.ToString());
    }

    [Fact]
    public async Task Help_shows_the_examples()
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync("upload", "--help")).Ended(0);
        Assert.Contains(
            "dreamlake upload samples/run01.mp4 --episode alice@robotics:run-042 --to /camera/front --local",
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }
}
