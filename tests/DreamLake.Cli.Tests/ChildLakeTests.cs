using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>
/// The lake is a child process: it ends with the command that started it, however that ends, and is free for the next one.
/// </summary>
public sealed class ChildLakeTests
{
    [Fact]
    public async Task A_serve_that_is_killed_takes_its_lake_along_and_the_next_one_has_the_folder()
    {
        using var machine = new Machine();
        for (var round = 0; round < 3; round++)
        {
            using var serve = machine.Start("serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0");
            await serve.ReadToAsync("export DREAMLAKE_BSS_URL=");
            await serve.KillAsync();
        }

        await using var last = await ServingLake.StartAsync(machine);
        Assert.Contains("the lake stops", (await last.StopAsync()).Ended(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_to_end_by_a_service_manager_it_stops_in_order()
    {
        using var machine = new Machine();
        using var serve = machine.Start("serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0");
        await serve.ReadToAsync("upload samples");
        serve.TerminateTree();
        // Before it, it may have said that another test's pool has the usual address.
        var said = (await serve.EndAsync()).Ended(0).Error.Trim().Split('\n')
            .Where(line => !line.Contains("listens at", StringComparison.Ordinal));
        Assert.Contains("the lake stops", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_upload_to_a_lake_of_its_own_goes_on_in_the_next_run()
    {
        using var machine = new Machine();
        var file = machine.File("long.mp4", 30 * 1024 * 1024);
        string[] upload = ["upload", file, "--episode", "alice@robotics:killed", "--local"];
        using (var killed = machine.Start([.. upload, "--limit-rate", "4M", "--verbose"]))
        {
            while (!Directory.Exists(machine.Uploads) || Directory.GetFiles(machine.Uploads, "*.json").Length == 0)
            {
                Assert.False(killed.HasEnded, "The upload ended before it had a state.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await killed.KillAsync();
        }

        var run = (await machine.RunAsync([.. upload, "--json"])).Ended(0);
        Assert.Equal("stored", run.Json["outcome"]!.ToString());
    }

    [Fact]
    public async Task Words_after_the_verb_reach_the_lakes_program_as_they_were_typed()
    {
        using var machine = new Machine();
        var run = (await machine.RunAsync("serve", "--bss-url", "not an address")).Ended(2);
        Assert.Contains("--bss-url takes an address", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("dreamlake serve", (await machine.RunAsync("serve", "--help")).Ended(0).Output, StringComparison.Ordinal);
    }
}
