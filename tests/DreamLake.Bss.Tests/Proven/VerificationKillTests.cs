using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// The background verification, killed between every two of its steps: the next start goes on, and the split begins once.
/// </summary>
public sealed class VerificationKillTests(Lake lake)
{
    [Fact]
    public async Task A_verification_that_is_killed_anywhere_is_done_by_the_next_start()
    {
        await using var live = await BssHost.StartAsync(
            lake.PoolAddress, verifies: false, change: options => options with { VerifiedAtOnce = -1 });
        var deaths = new List<string>();
        // Until it is settled before it comes to the moment at which it would die.
        while (await KillAsync(live, deaths.Count + 1) is { } moment) deaths.Add(moment);
        string[] steps =
        [
            "UPDATE verifications", "UPDATE verifications, done", "S3 Get", "S3 Get, answered", "UPDATE contents", "DELETE verifications",
            "commit", "commit, done", "DELETE pending_splits",
        ];
        Assert.Empty(steps.Except(deaths));
    }

    /// <summary>The moment at which it died; null where it was done before.</summary>
    private static async Task<string?> KillAsync(BssHost live, int dieAt)
    {
        using var alice = live.Client();
        var project = "queue-" + Guid.NewGuid().ToString("N")[..12];
        var good = System.Text.Encoding.UTF8.GetBytes($"{{\"good\":\"{project}\"}}\n");
        var id = await alice.StoredAsync(project, good, tellsDigest: dieAt % 2 == 0);
        await live.SplitAsync("/labels", id);

        var mortality = new Mortality();
        mortality.Arm(dieAt);
        await using (await live.StartBesideAsync(mortality: mortality)) await Task.WhenAny(mortality.Died, live.SettledAsync());
        var moment = mortality.Died.IsCompleted ? mortality.Moments[^1] : null;
        // Later than the lease that the dead one may have had.
        await using (await live.StartBesideAsync(time: new ShiftedTime(TimeSpan.FromMinutes(2)))) await live.SettledAsync();

        var status = (await alice.ReadAsync($"/labels/status?ids={id}"))[0];
        Assert.Equal(
            (ContentLake.Digest(good), "ready"),
            (status.GetProperty("verified").GetProperty("sha256").GetString(), status.GetProperty("status").GetString()));
        await alice.AssertServesAsync(id, good);
        return moment is "DELETE uploads" ? null : moment;
    }
}
