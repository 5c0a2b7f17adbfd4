using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>A real process is killed right before and right after every change of its state, then run again.</summary>
public sealed class KillTests
{
    private const int PartWorkers = 4;

    // More than are sent at once; at a team's lake, where each run takes longer, so many in a full run alone.
    private static readonly int Parts = TeamsLake.IsAsked && !TestSize.IsFull ? 3 : 6;

    [Fact]
    public async Task Killed_at_every_save_point_the_next_run_ends_it()
    {
        // The file; each kill has a lake of its own, so that none knows its content.
        await using var files = await Scene.StartAsync();
        var path = files.File("run01.mp4", ((Parts - 1) * 10 * Scene.MiB) + 1);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var points = await CountPointsAsync(files, path);
        // First save, a slot for each part, complete, register twice, delete.
        Assert.Equal(1 + Parts + 3 + 1, points);

        for (var point = 1; point <= points; point++)
        {
            foreach (var when in new[] { "before", "after" })
            {
                await using var scene = await Scene.StartAsync();
                var killed = await RunAsync(scene, path, when, point);
                Assert.Equal(137, killed.ExitCode);

                var sentBefore = scene.Lake.PutCount;
                var rerun = await RunAsync(scene, path, "never", 0);
                var at = $"killed {when} point {point}: {rerun.Output}";
                Assert.True(rerun.Output.Contains("Stored", StringComparison.Ordinal), at);
                var stored = await scene.Lake.StoredAsync(hash);
                Assert.True(bytes.AsSpan().SequenceEqual(stored), at);
                // Killed after the deletion the upload was over, and the second run is another.
                var wasOver = point == points && when == "after";
                Assert.True(scene.Lake.PutCount <= Parts + (wasOver ? Parts : PartWorkers), at);
                // Once the last part is recorded, none is sent again.
                var lastPart = 1 + Parts;
                var isAfterTheBytes = point > lastPart || (point == lastPart && when == "after");
                if (isAfterTheBytes && !wasOver) Assert.True(scene.Lake.PutCount == sentBefore, at);
                Assert.Empty(Directory.GetFiles(scene.States, "*.json"));
                Assert.Single(scene.Lake.Requests.Where(r => r.Path == "/assets/video").Select(r => r.Body).Distinct());
            }
        }
    }

    [Fact]
    public async Task Killed_at_any_instant_the_document_is_whole()
    {
        var folder = Directory.CreateTempSubdirectory("dreamlake-kill-").FullName;
        var seed = TestSize.Seed(7);
        var random = new Random(seed);
        for (var kill = 1; kill <= TestSize.Cases(40); kill++)
        {
            var path = Path.Combine(folder, "0123456789abcdef.json");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DreamLake.Engine.KillHost.dll"), "write", path]) { RedirectStandardOutput = true })!;
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            // Not to make it pass, but to meet it at another instant each time.
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(60_000)), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            var state = new StateStore(folder).Read(path).State;
            Assert.True(state is not null, $"kill {kill} of seed {seed} left no document");
            Assert.Equal(Enumerable.Range(1, state.CompletedParts.Count), state.CompletedParts.Select(part => part.PartNumber));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> CountPointsAsync(Scene scene, string path)
    {
        var run = await RunAsync(scene, path, "never", 0);
        Assert.Contains("Stored", run.Output, StringComparison.Ordinal);
        return run.Output.Split('\n').Count(line => line.StartsWith("point ", StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(Scene scene, string path, string when, int point)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "DreamLake.Engine.KillHost.dll"),
            scene.Lake.Address.AbsoluteUri, scene.Lake.ClientToken, scene.States, path, when, point.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
