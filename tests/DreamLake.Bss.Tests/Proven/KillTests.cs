using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>A BSS that is killed between every two of its steps: the good bytes are there at the end, and the client's retry ends well.</summary>
public sealed class KillTests(Lake lake)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_complete_that_is_killed_anywhere_ends_well_when_it_is_called_again(bool tellsDigest)
    {
        for (var (dieAt, died) = (1, true); died; dieAt++) died = await KillAsync(dieAt, tellsDigest);
    }

    [Fact]
    public async Task A_comparison_that_is_killed_anywhere_replaces_nothing()
    {
        for (var (dieAt, died) = (1, true); died; dieAt++) died = await KillComparisonAsync(dieAt);
    }

    private async Task<bool> KillAsync(int dieAt, bool tellsDigest)
    {
        var (project, good) = (Project(), Encoding.UTF8.GetBytes($"{{\"step\":{dieAt}}}\n"));
        var mortality = new Mortality(dieAt);
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, mortality: mortality);
        using var alice = bss.Client();
        var complete = await alice.SendPartAsync(project, good, tellsDigest);
        mortality.IsArmed = true;
        var told = (await alice.CompleteAsync(complete)).StatusCode;
        Assert.True(told == HttpStatusCode.OK || mortality.IsDead, $"step {dieAt}: {told}");

        await using var next = await bss.RestartAsync(options => options);
        using var again = next.Client();
        var answer = await again.CompleteAsync(complete);
        Assert.True(answer.IsSuccessStatusCode, $"step {dieAt}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        await again.AssertServesAsync((await again.RegisterAsync(project, good, tellsDigest)).Id, good);
        return mortality.IsDead;
    }

    private async Task<bool> KillComparisonAsync(int dieAt)
    {
        var project = Project();
        var mortality = new Mortality(dieAt);
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, mortality: mortality);
        using var alice = bss.Client();
        Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, ContentLake.A, tellsDigest: false));
        var (_, id) = await alice.RegisterAsync(project, ContentLake.A, tellsDigest: false);
        var complete = await alice.SendPartAsync(project, ContentLake.B, tellsDigest: false);
        mortality.IsArmed = true;
        var told = (await alice.CompleteAsync(complete)).StatusCode;
        Assert.True(told == HttpStatusCode.Conflict || mortality.IsDead, $"step {dieAt}: {told}");

        await using var next = await bss.RestartAsync(options => options);
        using var again = next.Client();
        await again.CompleteAsync(complete).RefusedAsync(HttpStatusCode.Conflict);
        await again.AssertServesAsync(id, ContentLake.A);
        return mortality.IsDead;
    }

    private static string Project() => "kill-" + Guid.NewGuid().ToString("N")[..12];
}
