using DreamLake.Cli.Tests.Harness;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>What a run was killed in the middle of, one command finishes: each file stored once, in its own place.</summary>
public sealed class ResumeTests
{
    private const int Files = 200;

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_kill_at_any_moment_and_one_command_more_store_each_file_once(bool bySameCommand)
    {
        await using var lake = await FakeLake.StartAsync();
        lake.Names = new LakeNames();
        using var machine = On(lake);
        for (var i = 1; i <= Files; i++) machine.File($"rec/{i:000}.mp4", i);
        string[] upload = ["upload", "rec", "--episode", "alice@robotics:run-042", "--to", "/day", "--limit-rate", "100M"];
        for (var kill = 1; kill <= 4; kill++)
        {
            var wanted = lake.Objects.Count + (kill * 9);
            using var run = machine.Start(kill == 1 || bySameCommand ? upload : ["resume"]);
            while (lake.Objects.Count < wanted && !run.HasEnded) await Task.Delay(1, TestContext.Current.CancellationToken);
            await run.KillAsync();
        }

        (await machine.RunAsync(bySameCommand ? upload : ["resume"])).Ended(0);

        Assert.Equal(Files, lake.Objects.Count);
        var registered = lake.Requests.Where(seen => seen.Path == "/assets/video")
            .Select(seen => System.Text.Json.Nodes.JsonNode.Parse(seen.Body!)!["name"]!.ToString()).ToHashSet();
        Assert.Equal(Enumerable.Range(1, Files).Select(i => $"/day/{i:000}.mp4"), registered.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(machine.Uploads));
        if (!bySameCommand) Assert.Empty(Directory.GetFiles(Path.Combine(machine.Uploads, "batches"), "*.batch"));
    }

    [Fact]
    public async Task Where_nothing_is_pending_it_says_so_and_ends_well()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);

        Assert.Contains("nothing is pending.", (await machine.RunAsync("resume")).Ended(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_folder_again_is_already_stored_and_a_taken_name_is_told_or_refused()
    {
        await using var lake = await FakeLake.StartAsync();
        lake.Names = new LakeNames();
        using var machine = On(lake);
        machine.File("rec/a.mp4", 10);
        machine.File("rec/b.mp4", 20);
        string[] upload = ["upload", "rec", "--episode", "alice@robotics:run-042"];
        (await machine.RunAsync(upload)).Ended(0);

        var again = (await machine.RunAsync(upload)).Ended(0);
        Assert.Equal(2, again.Output.Split('\n').Count(line => line.StartsWith("already stored  ", StringComparison.Ordinal)));
        Assert.Contains("2 already stored", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, lake.PutCount);

        machine.File("rec/a.mp4", 11);
        var refused = (await machine.RunAsync([.. upload, "--no-clobber"])).Ended(1);
        Assert.Contains("is the name of another content, the asset asset-", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, lake.PutCount);
        var replaced = (await machine.RunAsync(upload)).Ended(0);
        Assert.Contains("replaced  alice@robotics:run-042 /a.mp4", replaced.Output, StringComparison.Ordinal);
        Assert.Contains("Replaces", replaced.Output, StringComparison.Ordinal);
        (await machine.RunAsync([.. upload, "--force"])).Ended(0);
        Assert.Equal(5, lake.PutCount);
    }

    private static Machine On(FakeLake lake) => new Machine()
        .With("DREAMLAKE_BSS_URL", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_REMOTE", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_API_KEY", FakeLake.Token);
}
