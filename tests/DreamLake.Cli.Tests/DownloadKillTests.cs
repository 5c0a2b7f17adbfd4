using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A download is killed again and again, and what has its name is whole each time.</summary>
public sealed class DownloadKillTests
{
    private const int Ranges = 5;
    private const string Episode = "alice@robotics:run-1";

    // 200 before a release; each takes about two seconds.
    private static int Kills => TestSize.IsFull ? 200 : 12;

    [Fact]
    public async Task Killed_anywhere_it_ends_byte_for_byte()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        lake.Use(machine);
        var file = machine.File("long.mp4", ((Ranges - 1) * 10 * 1024 * 1024) + 12_345);
        (await machine.RunAsync("upload", file, "--episode", Episode)).Ended(0);
        var received = Path.Combine(machine.Home, "back", "long.mp4");
        string[] download = ["download", "--episode", Episode, "--destination", Path.Combine(machine.Home, "back"), "--json"];
        var (killed, resumed) = (0, 0);
        while (killed < Kills)
        {
            resumed += File.Exists(received + ".part.journal") ? 1 : 0;
            using (var run = machine.Start([.. download, "--limit-rate", "60M"]))
            {
                // So many ranges further than the run before it, and then at any moment.
                var lines = LinesOf(received + ".part.journal") + random.Next(0, 4);
                while (!run.HasEnded && LinesOf(received + ".part.journal") < lines)
                    await Task.Delay(5, TestContext.Current.CancellationToken);
                await Task.Delay(random.Next(0, 250), TestContext.Current.CancellationToken);
                if (!run.HasEnded) killed++;
                await run.KillAsync();
            }

            if (!File.Exists(received)) continue;
            Assert.True(IsSame(file, received), $"seed {seed}, kill {killed}: other bytes under the name");
            File.Delete(received);
        }

        (await machine.RunAsync(download)).Ended(0);
        Assert.True(IsSame(file, received));
        Assert.Equal([received], Directory.GetFiles(Path.GetDirectoryName(received)!));
        Assert.True(resumed > Kills / 4, $"seed {seed}: {resumed} of {killed} kills left something to go on with");
    }

    private static bool IsSame(string one, string other) => File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));

    private static int LinesOf(string journal)
    {
        try
        {
            const FileShare Anything = FileShare.ReadWrite | FileShare.Delete;
            using var reader = new StreamReader(new FileStream(journal, FileMode.Open, FileAccess.Read, Anything));
            return reader.ReadToEnd().Count(c => c == '\n');
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
