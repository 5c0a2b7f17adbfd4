using System.Text.RegularExpressions;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>The first page's lines for a shell, typed as they stand.</summary>
public sealed partial class ReadmeTests
{
    /// <summary>The command is the built one; 'dotnet test' is what runs this.</summary>
    private const string Shell = """
        set -e
        dreamlake() { command dotnet "$COMMAND" "$@"; }
        dotnet() {
          case "$1 $2" in
            'run --project') shift 4; dreamlake "$@" ;;
            'test ') ;;
            *) echo "unknown: dotnet $*" >&2; return 1 ;;
          esac
        }

        """;

    private static readonly DateTime LongAgo = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    [Fact]
    public async Task Every_command_can_be_typed_as_it_stands()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        Directory.CreateDirectory(Path.Combine(machine.Home, "samples"));
        File.Copy(Machine.Sample("run01.mp4"), Path.Combine(machine.Home, "samples", "run01.mp4"));
        var recording = machine.File(Path.Combine("recordings", "left.mp4"), 100_000);
        // What was written within the last seconds is left out of a folder.
        File.SetLastWriteTimeUtc(recording, LongAgo);

        var cancellationToken = TestContext.Current.CancellationToken;
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md"), cancellationToken);
        var blocks = Blocks().Matches(page);
        Assert.True(blocks.Count >= 2);
        var script = Shell + string.Concat(blocks.Select(block => block.Groups[1].Value));
        var run = (await lake.Use(machine).RunScriptAsync(script)).Ended(0);

        Assert.Contains("/camera/front/run01.mp4", run.Output, StringComparison.Ordinal);
        Assert.Contains("left.mp4", run.Output, StringComparison.Ordinal);
        var back = Path.Combine(machine.Home, "back", "camera");
        var received = await File.ReadAllBytesAsync(Path.Combine(back, "left.mp4"), cancellationToken);
        Assert.Equal(await File.ReadAllBytesAsync(recording, cancellationToken), received);
        Assert.True(File.Exists(Path.Combine(back, "front", "run01.mp4")));
    }

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
