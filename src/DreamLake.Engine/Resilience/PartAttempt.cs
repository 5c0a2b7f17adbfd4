using DreamLake.Engine.Content;

namespace DreamLake.Engine.Resilience;

/// <summary>One try of a part on the wire: paced by the rate limit, watched for stalls, counted for progress.</summary>
/// <param name="lease">Its place on the wire.</param>
/// <param name="watch">Ends it when it no longer moves.</param>
/// <param name="limit">How fast all parts together may go.</param>
/// <param name="budget">What may be tried of the part.</param>
/// <param name="onSent">Told of each number of bytes that the connection took.</param>
internal sealed class PartAttempt(
    PartConcurrencyLimiter.Lease lease, PartWatch watch, RateLimit limit, TryBudget budget, Action<int> onSent) : IPartPace
{
    // Large writes cost least; on a crawling link only small ones show in time that it still moves.
    private const int MostAtOnce = 256 * 1024;
    private const int MostWhereItCrawls = 16 * 1024;
    private static readonly TimeSpan Crawling = TimeSpan.FromSeconds(1);

    private TimeSpan _lastWrite;

    /// <inheritdoc/>
    public int Slice { get; private set; } = Math.Min(limit.Slice, MostAtOnce);

    /// <summary>Bytes of this try that are on their way.</summary>
    public long Sent { get; private set; }

    /// <inheritdoc/>
    public async ValueTask BeforeAsync(int bytes, CancellationToken cancellationToken)
    {
        if (!limit.IsOn) return;
        watch.Hold();
        await limit.TakeAsync(bytes, cancellationToken).ConfigureAwait(false);
        watch.Release();
    }

    /// <inheritdoc/>
    public void After(int bytes)
    {
        Sent += bytes;
        watch.Moved();
        budget.Reached(Sent);
        var elapsed = watch.Elapsed;
        Slice = Math.Min(limit.Slice, elapsed - _lastWrite > Crawling ? MostWhereItCrawls : MostAtOnce);
        _lastWrite = elapsed;
        lease.Reached(Sent, elapsed);
        onSent(bytes);
    }

    /// <inheritdoc/>
    public void AllSent() => watch.AllSent();
}
