using DreamLake.Cli.Tests.Harness;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A machine that lets a process have few files open, as shared hosts and old containers do.</summary>
public sealed class FewOpenFilesTests
{
    private const int Files = 60;

    [Theory]
    [InlineData(144)]
    [InlineData(256)]
    public async Task Fewer_files_are_under_way_and_all_are_stored(int limit)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows sets no such bound.");
        await using var lake = await FakeLake.StartAsync();
        using var machine = new Machine()
            .With("DREAMLAKE_BSS_URL", lake.Address.AbsoluteUri)
            .With("DREAMLAKE_REMOTE", lake.Address.AbsoluteUri)
            .With("DREAMLAKE_API_KEY", FakeLake.Token);
        for (var i = 0; i < Files; i++) machine.File($"rec/run{i:D2}.mp4", 4000 + i);
        machine.File("rec/long.mp4", 30 * 1024 * 1024);

        var run = await machine.RunWithFewOpenFilesAsync(limit, "upload", "rec", "--episode", "alice@robotics");

        run.Ended(0);
        Assert.Equal(Files + 1, lake.Objects.Count);
        Assert.Empty(Directory.GetFiles(machine.Uploads));
    }
}
