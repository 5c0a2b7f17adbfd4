namespace DreamLake.Simulation.Time;

/// <summary>
/// One machine's clock over the loop's time: it may be set wrong and may jump, while what is measured between two moments stays right.
/// </summary>
/// <param name="loop">The time that passes for everybody.</param>
internal sealed class VirtualClock(EventLoop loop) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 8, 0, 0, TimeSpan.Zero);

    /// <summary>How far the clock on the wall is off; a jump changes it.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(loop.Now) + Offset;

    public override long GetTimestamp() => loop.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(loop, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(EventLoop loop, Action callback) : ITimer
    {
        private EventLoop.Entry? _next;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _period = period;
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : loop.Schedule(dueTime, Tick);
            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Tick()
        {
            _next = _period > TimeSpan.Zero ? loop.Schedule(_period, Tick) : null;
            callback();
        }
    }
}
