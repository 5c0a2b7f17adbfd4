using DreamLake.Engine.Resilience;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

public sealed class PartConcurrencyLimiterTests
{
    private const long Size = 10 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(300);
    private readonly PartConcurrencyLimiter _limiter = new(4, Timeout);
    private readonly List<string> _notes = [];

    private Task<PartConcurrencyLimiter.Lease> EnterAsync() => _limiter.EnterAsync(Size, _notes.Add, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_link_of_1_Mbit_s_finishes_parts_of_10_MiB()
    {
        // Turned in steps of a second: 125 kB a second over whoever is on the wire.
        var parts = new Queue<int>(Enumerable.Range(1, 8));
        var onWire = new List<(int Part, PartConcurrencyLimiter.Lease Lease, double Sent, int Since)>();
        var done = 0;
        for (var second = 0; done < 8; second++)
        {
            Assert.True(second < 3000);
            while (onWire.Count < _limiter.Open && parts.TryDequeue(out var part)) onWire.Add((part, await EnterAsync(), 0, second));
            var share = 125_000.0 / onWire.Count;
            for (var i = 0; i < onWire.Count; i++)
            {
                var (part, lease, sent, since) = onWire[i];
                if (lease.HasYielded) continue;
                sent = Math.Min(Size, sent + share);
                var elapsed = TimeSpan.FromSeconds(second + 1 - since);
                Assert.True(elapsed <= Timeout, $"part {part} ran out of time");
                lease.Reached((long)sent, elapsed);
                onWire[i] = (part, lease, sent, since);
            }

            foreach (var (part, lease, sent, since) in onWire.Where(p => p.Lease.HasYielded || p.Sent >= Size).ToArray())
            {
                onWire.RemoveAll(p => p.Lease == lease);
                if (lease.HasYielded) parts.Enqueue(part);
                else
                {
                    done++;
                    lease.Succeeded(TimeSpan.FromSeconds(second + 1 - since));
                }

                lease.Dispose();
            }
        }

        Assert.Equal("the link is slow: 2 parts at a time from here", _notes[0]);
        Assert.InRange(_limiter.Open, 1, 2);
    }

    [Fact]
    public async Task It_goes_down_to_two_and_to_one_and_climbs_again()
    {
        var on = new List<PartConcurrencyLimiter.Lease>();
        for (var i = 0; i < 4; i++) on.Add(await EnterAsync());
        var waiting = EnterAsync();
        on[2].Reached(500_000, TimeSpan.FromSeconds(10));
        on[0].Reached(400_000, TimeSpan.FromSeconds(10));
        on[1].Reached(300_000, TimeSpan.FromSeconds(20));
        // Whoever is farthest stays.
        Assert.Equal([false, true, false, true], on.Select(lease => lease.HasYielded));
        Assert.Equal(2, _limiter.Open);

        on[1].Dispose();
        on[3].Dispose();
        Assert.False(waiting.IsCompleted);
        on[0].Reached(500_000, TimeSpan.FromSeconds(30));
        on[0].Reached(600_000, TimeSpan.FromSeconds(60));
        Assert.Equal((1, true), (_limiter.Open, on[0].HasYielded || on[2].HasYielded));

        foreach (var lease in on) lease.Succeeded(TimeSpan.FromSeconds(10));
        Assert.Equal(4, _limiter.Open);
        Assert.Equal(["2 parts", "1 part", "2 parts", "4 parts"], _notes.Select(note => note.Split(": ")[1].Split(" at a time")[0]));
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        var limiter = new PartConcurrencyLimiter(1, Timeout);
        using var on = await limiter.EnterAsync(1, _notes.Add, TestContext.Current.CancellationToken);
        using var giveUp = new CancellationTokenSource();
        var waiting = limiter.EnterAsync(1, _notes.Add, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        on.Dispose();
        (await limiter.EnterAsync(1, _notes.Add, TestContext.Current.CancellationToken)).Dispose();
    }
}
