using System.Collections.Concurrent;

namespace DreamLake.Engine.Resilience;

/// <summary>What time it is at the other end, by the <c>Date</c> of its answers: this machine's clock may be anything.</summary>
internal sealed class ServerClocks(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TimeSpan> _ahead = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes note of the date of an answer.</summary>
    public void Learn(Uri service, DateTimeOffset? date)
    {
        if (date is { } there) _ahead[service.Authority] = there - time.GetUtcNow();
    }

    /// <summary>
    /// The time at a service; where it has not answered yet, at <paramref name="otherwise"/>; this machine's where neither has.
    /// </summary>
    public DateTimeOffset NowAt(Uri service, Uri otherwise) =>
        time.GetUtcNow() + (_ahead.TryGetValue(service.Authority, out var ahead) || _ahead.TryGetValue(otherwise.Authority, out ahead)
            ? ahead
            : TimeSpan.Zero);
}
