using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>Where <c>serve</c> listens, which folder it takes, and how it hands out its token.</summary>
public sealed class ListeningTests
{
    [Theory]
    [InlineData("http://anyname:0", "localhost or an IP")]
    [InlineData("http://0.0.0.0:0", "--listen-anywhere")]
    [InlineData("http://[::]:0", "--listen-anywhere")]
    [InlineData("http://user:secret@127.0.0.1:0", "without a user")]
    [InlineData("https://127.0.0.1:0", "--tls-cert")]
    [InlineData("ftp://127.0.0.1", "takes an address")]
    public async Task An_address_that_may_not_be_listened_at_is_refused_in_one_line(string address, string words)
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync("serve", "--bss-url", address, "--server-url", "http://127.0.0.1:0")).Ended(2);
        Assert.Contains(words, Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(machine.Home, ".dreamlake", "lake")));
    }

    [Fact]
    public async Task A_folder_with_other_things_in_it_is_refused_and_left_as_it_is()
    {
        using var machine = new Machine();
        machine.File("mine/notes.txt", 3);
        var folder = Path.Combine(machine.Home, "mine");
        var run = (await machine.RunAsync("serve", "--folder", folder, "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0")).Ended(2);
        Assert.Contains("holds no lake", run.Error, StringComparison.Ordinal);
        Assert.Equal("notes.txt", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(folder))));
    }

    [Fact]
    public async Task The_mode_of_a_folder_that_was_there_stays_and_the_token_lies_in_a_file_of_its_owners()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        using var machine = new Machine();
        var folder = Directory.CreateDirectory(Path.Combine(machine.Home, ".dreamlake", "lake")).FullName;
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(folder, Mode);
        await using var lake = await ServingLake.StartAsync(machine);
        Assert.Equal(Mode, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "token")));
        Assert.Equal("[]", (await lake.Http.GetStringAsync(new Uri(lake.Bss, "/videos/status"), TestContext.Current.CancellationToken)));
        Assert.DoesNotContain(lake.Token, (await lake.StopAsync()).Output, StringComparison.Ordinal);
    }
}
