using System.Diagnostics;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Tests.Lake;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

public sealed class RateLimitTests
{
    [Theory]
    [InlineData(100_000, 4)]
    [InlineData(3, 1)]
    [InlineData(50_000_000, 2)]
    public async Task So_many_bytes_a_second_over_all_workers_to_5_percent(long rate, int workers)
    {
        var time = new FakeTimeProvider();
        var limit = new RateLimit(rate, time);
        var left = rate * 20;
        var start = time.GetUtcNow();
        var work = Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            while (Interlocked.Add(ref left, -limit.Slice) >= 0) await limit.TakeAsync(limit.Slice, TestContext.Current.CancellationToken);
        }));
        while (!work.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, 19, 21);
    }

    [Fact]
    public async Task An_upload_keeps_to_it()
    {
        await using var scene = await FakeScene.StartAsync();
        var watch = Stopwatch.StartNew();
        var result = await scene.UploadAsync(
            scene.File("a.mp4", 11 * Scene.MiB), scene.Options with { MaxRate = 5 * Scene.MiB, StallTimeout = TimeSpan.FromSeconds(5) });
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.True(watch.Elapsed.TotalSeconds > 11.0 / 5 * 0.95, $"{watch.Elapsed}");
    }
}
