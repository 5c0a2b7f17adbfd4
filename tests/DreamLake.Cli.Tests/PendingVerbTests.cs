using System.Diagnostics;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary><c>status</c> and <c>forget</c>: what is pending is seen, damaged states included, and given up by name alone.</summary>
public sealed class PendingVerbTests
{
    private const string Hash = "0123456789abcdef";

    [Fact]
    public async Task Status_lists_what_is_pending_and_forget_gives_it_up()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        var file = await PendingAsync(lake, machine);
        var line = Assert.Single((await machine.RunAsync("status")).Ended(0).Output.Trim().Split('\n'));
        Assert.StartsWith("a.mp4  alice@robotics /a.mp4  99 %  now  Paused  ", line, StringComparison.Ordinal);
        var report = (await machine.RunAsync("status", "--json")).Ended(0).Json;
        Assert.Equal((file, "Paused"), (report["path"]!.ToString(), report["state"]!.ToString()));
        var forgotten = (await machine.RunAsync("forget", "a.mp4", "--json")).Ended(0).Json;
        Assert.Equal("forgotten", forgotten["outcome"]!.ToString());
        Assert.Contains("no upload is pending", (await machine.RunAsync("status")).Ended(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_state_is_a_line_with_its_problem_and_can_be_forgotten()
    {
        using var machine = new Machine();
        machine.File($".dreamlake/uploads/{Hash}.json", 30);
        var said = (await machine.RunAsync("status")).Ended(0).Output;
        Assert.Contains("Problem", said, StringComparison.Ordinal);
        Assert.Contains("Forget it", said, StringComparison.Ordinal);
        var report = (await machine.RunAsync("status", "--json")).Ended(0).Json;
        Assert.Contains("damaged", report["problem"]!.ToString(), StringComparison.Ordinal);
        (await machine.RunAsync("forget", Hash, "--abort")).Ended(1);
        (await machine.RunAsync("forget", Hash)).Ended(0);
        Assert.Empty(Directory.GetFiles(machine.Uploads));
    }

    [Fact]
    public async Task Forget_takes_nothing_that_was_not_named()
    {
        using var machine = new Machine();
        machine.File($".dreamlake/uploads/{Hash}.json", 30);
        Assert.Contains("--all", (await machine.RunAsync("forget")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("'nothing' is pending", (await machine.RunAsync("forget", "nothing")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(machine.Uploads));
        (await machine.RunAsync("forget", "--all")).Ended(0);
        Assert.Empty(Directory.GetFiles(machine.Uploads));
    }

    [Fact]
    public async Task Abort_has_the_lake_drop_what_was_sent_and_keeps_the_state_where_it_does_not()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        await PendingAsync(lake, machine, before: "/complete");
        lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/abort", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 501, "not today");
            return true;
        };
        (await machine.RunAsync("forget", "--all", "--abort")).Ended(1);
        Assert.Single(Directory.GetFiles(machine.Uploads));
        lake.Intercept = _ => Task.FromResult(false);
        (await machine.RunAsync("forget", "--all", "--abort")).Ended(0);
        Assert.Contains(lake.Requests, request => request.Path.EndsWith("/abort", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _dreamlake dreamlake")]
    [InlineData("zsh", "compdef _dreamlake dreamlake")]
    [InlineData("fish", "complete -c dreamlake -n '__fish_seen_subcommand_from upload' -l files-from -r")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName dreamlake")]
    public async Task Each_shell_gets_a_script_of_all_verbs_and_options(string shell, string line)
    {
        using var machine = new Machine();
        var script = (await machine.RunAsync("completion", shell)).Ended(0).Output;
        Assert.Contains(line, script, StringComparison.Ordinal);
        Assert.All(new[] { "upload", "status", "forget", "serve", "files-from", "label-track" },
            word => Assert.Contains(word, script, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dreamlake st", "1", "status")]
    [InlineData("dreamlake upload --epi", "2", "--episode")]
    [InlineData("dreamlake upload --type lab", "3", "label-track")]
    public async Task Bash_completes_by_its_script(string typed, string at, string expected)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no bash.");
        using var machine = new Machine();
        var script = (await machine.RunAsync("completion", "bash")).Ended(0).Output;
        var probe = $"{script}\nCOMP_WORDS=({typed}); COMP_CWORD={at}; _dreamlake; echo \"${{COMPREPLY[*]}}\"";
        var start = new ProcessStartInfo("bash", ["-c", probe]) { RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        Assert.Equal(expected, (await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Theory]
    [InlineData("complete -C 'dreamlake st'", "status")]
    [InlineData("complete -C 'dreamlake upload --epi'", "--episode")]
    [InlineData("complete -C 'dreamlake upload --type lab'", "label-track")]
    public async Task Fish_completes_by_its_script(string typed, string expected)
    {
        using var machine = new Machine();
        var script = (await machine.RunAsync("completion", "fish")).Ended(0).Output;
        // Behind a word stands its description.
        Assert.Equal(expected, (await RunAsync("fish", "--no-config", "-c", $"{script}\n{typed}")).Split('\t')[0]);
    }

    [Theory]
    [InlineData("dreamlake st", "status:")]
    [InlineData("dreamlake upload --epi", "--episode:")]
    [InlineData("dreamlake upload --type lab", "label-track")]
    public async Task Zsh_completes_by_its_script(string typed, string expected)
    {
        using var machine = new Machine();
        var script = (await machine.RunAsync("completion", "zsh")).Ended(0).Output;
        // Outside of its line editor zsh offers words to nobody: in the place of the two that do, they are printed.
        const string Offer = "_describe() { print -rl -- ${(P)@[-1]}; }; compadd() { shift; print -rl -- $@; }";
        var offered = await RunAsync(
            "zsh", "-f", "-c", $"{script}\n{Offer}; words=({typed}); CURRENT=$#words; $_comps[dreamlake]");
        var begun = typed.Split(' ')[^1];
        var found = Assert.Single(offered.Split('\n'), word => word.StartsWith(begun, StringComparison.Ordinal) && word.StartsWith(expected,
            StringComparison.Ordinal));
        Assert.True(found.Length > begun.Length);
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_wrong_usage()
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync("completion", "tcsh")).Ended(2);
        Assert.Contains("bash, zsh, fish and pwsh", run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            return (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            if (Environment.GetEnvironmentVariable("CI") is not null) throw;
            Assert.Skip($"There is no {shell} here.");
            throw;
        }
    }

    // What the lake refuses at a step is pending, without any timing.
    private static async Task<string> PendingAsync(FakeLake lake, Machine machine, string before = "/assets/video")
    {
        lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(before, StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 501, "not today");
            return true;
        };
        var file = machine.File("a.mp4", 10);
        (await machine.RunAsync("upload", file, "--episode", "alice@robotics")).Ended(1);
        lake.Intercept = _ => Task.FromResult(false);
        return file;
    }

    private static Machine On(FakeLake lake) => new Machine()
        .With("DREAMLAKE_BSS_URL", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_REMOTE", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_API_KEY", FakeLake.Token);
}
