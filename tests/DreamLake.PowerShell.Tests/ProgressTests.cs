using System.Diagnostics;
using System.Management.Automation;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class ProgressTests
{
    private const string Send = "$input | Send-DreamLakeFile -Episode alice@robotics:run-042 -ThrottleLimit 2";

    [Fact]
    public async Task A_bar_for_the_batch_and_one_under_it_for_each_file_come_at_most_five_times_a_second_and_all_go()
    {
        await using var scene = await Scene.StartAsync();
        SlowLake(scene);
        scene.Run(Send, Files(scene)).Clean();
        var bars = scene.Host.Progress.GroupBy(seen => seen.Record.ActivityId).ToDictionary(bar => bar.Key, bar => bar.ToArray());

        Assert.Equal([0, 1, 2], bars.Keys.Order());
        Assert.Single(scene.Host.Progress.Select(seen => seen.Source).Distinct());
        Assert.All(bars.Values, bar => Assert.Equal(ProgressRecordType.Completed, bar[^1].Record.RecordType));
        Assert.All(scene.Host.Progress.Where(IsShown), seen => Assert.InRange(seen.Record.PercentComplete, 0, 99));
        Assert.All(bars[1].Where(IsShown), seen => Assert.Equal(0, seen.Record.ParentActivityId));
        Assert.True(bars[0].Length > 3);
        // Over them all: where the machine is busy, one may come a little late and the next in time.
        var shown = bars[0].Where(IsShown).ToArray();
        Assert.True(Stopwatch.GetElapsedTime(shown[0].At, shown[^1].At) > (shown.Length - 2) * TimeSpan.FromMilliseconds(200));
        Assert.Contains(bars[0], seen => seen.Record.StatusDescription.Contains(" of 4 files, ", StringComparison.Ordinal)
            && seen.Record.StatusDescription.Contains(" of 4.0 MiB", StringComparison.Ordinal));
        Assert.Contains(
            bars[0],
            seen => seen.Record.StatusDescription.EndsWith("/s", StringComparison.Ordinal) && seen.Record.SecondsRemaining >= 0);
        Assert.Contains(bars[1].Concat(bars[2]), seen => seen.Record is { Activity: "0.mp4", StatusDescription: "sending part 1 of 1" });
        Assert.Contains(bars[1].Concat(bars[2]), seen => seen.Record.StatusDescription == "registering");
    }

    [Theory]
    [InlineData("$ProgressPreference = 'SilentlyContinue'; ", "")]
    [InlineData("", " -ProgressAction SilentlyContinue")]
    [InlineData("", " -ProgressAction Ignore")]
    public async Task Nobody_who_wants_none_gets_any(string before, string after)
    {
        await using var scene = await Scene.StartAsync();
        scene.Run(before + Send + after, Files(scene)).Clean();
        Assert.Empty(scene.Host.Progress);
    }

    [Fact]
    public async Task A_run_that_ends_in_an_error_takes_its_bars_away()
    {
        await using var scene = await Scene.StartAsync();
        using var wrong = new ScopedEnvironment(scene.Home, scene.Lake.Address, scene.Lake.Address, "x.y.z");
        scene.Run(Send, Files(scene)).Ended("TokenRefused");
        Assert.NotEmpty(scene.Host.Progress);
        Assert.All(
            scene.Host.Progress.GroupBy(seen => seen.Record.ActivityId),
            bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().Record.RecordType));
    }

    private static bool IsShown(SeenProgress seen) => seen.Record.RecordType == ProgressRecordType.Processing;

    private static object[] Files(Scene scene) => [.. Enumerable.Range(0, 4).Select(number => scene.File($"{number}.mp4", Scene.MiB))];

    // As a lake far away would be.
    private static void SlowLake(Scene scene) => scene.Lake.Intercept = async context =>
    {
        if (context.Request.Method == "PUT" || context.Request.Path.StartsWithSegments("/assets")) await Task.Delay(350);
        return false;
    };
}
