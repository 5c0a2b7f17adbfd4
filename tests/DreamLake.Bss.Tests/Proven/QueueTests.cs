using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>Whose content is read back next, and what is forgotten when.</summary>
public sealed class QueueTests(Lake lake)
{
    [Fact]
    public async Task Owners_take_turns_and_an_owners_awaited_contents_come_first()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, verifies: false);
        foreach (var (id, owner, isAwaited) in new[] { (1, "a", 0), (2, "a", 0), (3, "a", 1), (4, "a", 1), (5, "b", 0), (6, "b", 0) })
            await bss.WaitAsync(id, owner, isAwaited);
        var order = new List<long>();
        while (await bss.ClaimAsync() is { } next)
        {
            order.Add(next);
            // One owner brings a content each time that one was taken; the others have their turns all the same.
            if (order.Count == 1) await bss.WaitAsync(7, "c", isAwaited: 1);
            if (order.Count == 3) await bss.WaitAsync(8, "c", isAwaited: 1);
        }

        Assert.Equal([3, 5, 7, 4, 6, 8, 1, 2], order);
    }

    [Fact]
    public async Task What_was_dispatched_is_forgotten_after_thirty_days()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress);
        using var alice = bss.Client();
        var id = await alice.StoredAsync("forget", Encoding.UTF8.GetBytes("{\"split\":1}\n"), tellsDigest: true);
        await bss.SplitAsync("/labels", id);
        Assert.Equal(1, await bss.CountJobsAsync("SELECT COUNT(*) FROM dispatches"));
        await bss.TidyAsync(TimeSpan.FromDays(29));
        Assert.Equal(1, await bss.CountJobsAsync("SELECT COUNT(*) FROM dispatches"));
        await bss.TidyAsync(TimeSpan.FromDays(31));
        Assert.Equal(0, await bss.CountJobsAsync("SELECT COUNT(*) FROM dispatches"));
        Assert.Equal("ready", (await alice.ReadAsync($"/labels/status?ids={id}"))[0].GetProperty("status").GetString());
    }
}
