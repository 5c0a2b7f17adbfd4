using DreamLake.Engine.Content;

namespace DreamLake.Engine.Resilience;

/// <summary>One try of a part on the wire: paced by the rate limit, watched for stalls, counted for progress.</summary>
/// <param name="lane">Its place on the wire.</param>
/// <param name="watch">Ends it when it no longer moves.</param>
/// <param name="limit">How fast all parts together may go.</param>
/// <param name="budget">What may be tried of the part.</param>
/// <param name="onSent">Told of each number of bytes that the connection took.</param>
internal sealed class PartTry(PartLanes.Lane lane, PartWatch watch, RateLimit limit, TryBudget budget, Action<int> onSent) : IPartPace
{
    // Small enough that a crawling link still moves within the stall time, large enough to cost nothing on a fast one.
    private const int MostAtOnce = 64 * 1024;

    /// <inheritdoc/>
    public int Slice { get; } = Math.Min(limit.Slice, MostAtOnce);

    /// <summary>Bytes of this try that are on their way.</summary>
    public long Sent { get; private set; }

    /// <inheritdoc/>
    public async ValueTask BeforeAsync(int bytes, CancellationToken cancellation)
    {
        if (!limit.IsOn) return;
        watch.Hold();
        await limit.TakeAsync(bytes, cancellation);
        watch.Release();
    }

    /// <inheritdoc/>
    public void After(int bytes)
    {
        Sent += bytes;
        watch.Moved();
        budget.Reached(Sent);
        lane.Reached(Sent, watch.Elapsed);
        onSent(bytes);
    }

    /// <inheritdoc/>
    public void AllSent() => watch.AllSent();
}
