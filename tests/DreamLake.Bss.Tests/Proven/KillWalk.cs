using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// Two BSS on the same tables: one that dies, at a moment further on each time, and one that goes on from there. What a host has in its
/// memory is not handed over, so that the one that goes on is what a restart is.
/// </summary>
internal sealed class KillWalk : IAsyncDisposable
{
    private readonly Mortality _mortality;
    private readonly BssHost _doomed;
    private readonly Uri _pool;

    private KillWalk(Uri pool, Mortality mortality, BssHost doomed, BssHost live)
    {
        (_pool, _mortality, _doomed, Live) = (pool, mortality, doomed, live);
    }

    /// <summary>The one that lives.</summary>
    public BssHost Live { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<KillWalk> StartAsync(Uri pool)
    {
        var mortality = new Mortality();
        // Neither reads back in the background: what is settled in a walk is settled by the call that is killed, or called again.
        var live = await BssHost.StartAsync(pool, verifies: false);
        var doomed = await live.StartBesideAsync(mortality: mortality, verifies: false);
        using (var alice = live.Client()) await alice.StoredAsync("before", ContentLake.A, tellsDigest: true);
        return new KillWalk(pool, mortality, doomed, live);
    }

    /// <summary>Kills a call at each of its moments.</summary>
    /// <param name="steps">Moments that the walk has to come by, or it does not try what it says.</param>
    /// <param name="prepareAsync">What is there before, made by the living host.</param>
    /// <param name="doomedAsync">The call that is killed.</param>
    /// <param name="retryAsync">What its client does then, at the living host: the media that have to be there, and their bytes.</param>
    public async Task WalkAsync<T>(
        IReadOnlyList<string> steps,
        Func<HttpClient, string, Task<T>> prepareAsync,
        Func<HttpClient, string, T, Task<HttpResponseMessage>> doomedAsync,
        Func<HttpClient, string, T, Task<IReadOnlyList<(string? Id, byte[] Content)>>> retryAsync)
    {
        using var alice = Live.Client();
        using var doomed = _doomed.Client();
        var good = new List<(string Moment, string? Id, byte[] Content)>();
        var moments = await RunAsync(int.MaxValue);
        Assert.Empty(steps.Except(moments));
        for (var dieAt = 1; dieAt <= moments.Count; dieAt++) Assert.Equal(moments.Take(dieAt), await RunAsync(dieAt));

        await Live.TidyAsync(TimeSpan.FromDays(8));
        foreach (var (moment, id, content) in good) await AtAsync(moment, () => alice.AssertServesAsync(id, content));

        async Task<IReadOnlyList<string>> RunAsync(int dieAt)
        {
            var project = "kill-" + Guid.NewGuid().ToString("N")[..12];
            var made = await prepareAsync(alice, project);
            _mortality.Arm(dieAt);
            // Whatever it answers once it is dead, no client hears it.
            (await doomedAsync(doomed, project, made)).Dispose();
            var passed = _mortality.Moments;
            _mortality.Disarm();
            var moment = dieAt == int.MaxValue ? "not killed" : $"killed at {dieAt}: {passed[^1]}";
            await AtAsync(moment, async () =>
            {
                foreach (var (id, content) in await retryAsync(alice, project, made))
                {
                    await alice.AssertServesAsync(id, content);
                    good.Add((moment, id, content));
                }
            });
            return passed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _doomed.DisposeAsync();
        await Live.DisposeAsync();
    }

    private static async Task AtAsync(string moment, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception fault) when (!Cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{moment}: {fault.Message}", fault);
        }
    }
}
