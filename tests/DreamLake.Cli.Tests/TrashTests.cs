using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary><c>remove</c>, <c>restore</c> and <c>list --trash</c>, through the built command and a lake that serves.</summary>
public sealed class TrashTests
{
    private const string Episode = "alice@robotics:run-042";
    private const string Name = "/in/a.wav";

    [Fact]
    public async Task What_is_removed_is_in_the_trash_and_comes_back_byte_for_byte()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var command = lake.Use(machine);
        var file = machine.File("a.wav", 100_000);
        (await command.RunAsync("upload", file, "--episode", Episode, "--to", "/in")).Ended(0);

        var removed = (await command.RunAsync("remove", Episode, Name)).Ended(0).Output;
        Assert.Contains($"removed {Episode}{Name}; in the trash until ", removed, StringComparison.Ordinal);
        var id = removed.TrimEnd()[(removed.LastIndexOf("--id ", StringComparison.Ordinal) + 5)..];
        Assert.Empty((await command.RunAsync("list", "--episode", Episode)).Ended(0).Output);
        Assert.Contains(
            "removed", (await command.RunAsync("list", "--episode", Episode, "--trash")).Ended(0).Output, StringComparison.Ordinal);
        Assert.Contains(
            "nothing was removed", (await command.RunAsync("remove", Episode, Name)).Ended(1).Error, StringComparison.Ordinal);
        // The file here is another matter.
        Assert.True(File.Exists(file));

        Assert.Contains($"restored {Name}", (await command.RunAsync("restore", "--id", id)).Ended(0).Output, StringComparison.Ordinal);
        Assert.Empty((await command.RunAsync("list", "--episode", Episode, "--trash")).Ended(0).Output);
        var back = Path.Combine(machine.Home, "back");
        (await command.RunAsync("download", "--episode", Episode, "--destination", back)).Ended(0);
        Assert.Equal(
            await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(Path.Combine(back, "in", "a.wav"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_version_before_shows_again_and_the_same_upload_takes_it_out_of_the_trash()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var command = lake.Use(machine);
        foreach (var size in new[] { 1_000, 2_000 })
            (await command.RunAsync("upload", machine.File("a.wav", size), "--episode", Episode, "--to", "/in")).Ended(0);

        var second = (await command.RunAsync("list", "--episode", Episode, "--json")).Ended(0).Json;
        Assert.Contains("shows again", (await command.RunAsync("remove", Episode, Name)).Ended(0).Output, StringComparison.Ordinal);
        Assert.Equal(1_000, (int)(await command.RunAsync("list", "--episode", Episode, "--json")).Ended(0).Json["size"]!);

        (await command.RunAsync("upload", Path.Combine(machine.Home, "a.wav"), "--episode", Episode, "--to", "/in")).Ended(0);
        var again = (await command.RunAsync("list", "--episode", Episode, "--json")).Ended(0).Json;
        Assert.Equal((second["id"]!.ToString(), 2_000), (again["id"]!.ToString(), (int)again["size"]!));

        (await command.RunAsync("remove", Episode, Name, "--all-versions")).Ended(0);
        Assert.Empty((await command.RunAsync("list", "--episode", Episode, "--all-versions")).Ended(0).Output);
        (await command.RunAsync("restore", Episode, Name)).Ended(0);
    }

    [Fact]
    public async Task An_address_without_a_name_and_both_ways_at_once_are_wrong_usage()
    {
        using var machine = new Machine();
        foreach (var arguments in new[] { new[] { Episode }, [Episode, Name, "--id", "x"], [] })
            Assert.Contains("--id", (await machine.RunAsync(["remove", .. arguments])).Ended(2).Error, StringComparison.Ordinal);
    }
}
