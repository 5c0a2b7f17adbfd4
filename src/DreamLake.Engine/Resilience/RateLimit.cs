namespace DreamLake.Engine.Resilience;

/// <summary>So many bytes a second over all workers: each takes its bytes from the same clock before it sends them.</summary>
/// <param name="bytesPerSecond">The rate, 1 or more; null means no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(long? bytesPerSecond, TimeProvider time)
{
    private const int SlicesPerSecond = 10;
    private readonly object _gate = new();
    private long _nextAt = time.GetTimestamp();

    /// <summary>
    /// The most bytes to take at once: a tenth of a second, so that a slow upload still trickles and no server takes it for dead.
    /// </summary>
    public int Slice { get; } = bytesPerSecond is { } rate ? (int)Math.Clamp(rate / SlicesPerSecond, 1, int.MaxValue) : int.MaxValue;

    /// <summary>Whether there is a limit.</summary>
    public bool IsOn => bytesPerSecond is not null;

    /// <summary>Waits until bytes may be sent.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is not { } rate) return;
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            // What was not used is not saved up, but for one slice: a timer that fires late must not cost bandwidth.
            var earliest = now - (time.TimestampFrequency / SlicesPerSecond);
            var startsAt = Math.Max(_nextAt, earliest);
            _nextAt = startsAt + (long)(bytes * (double)time.TimestampFrequency / rate);
            // The wait is for the last of these bytes, so that the whole takes no less than its size at this rate.
            wait = time.GetElapsedTime(now, _nextAt);
        }

        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
    }
}
