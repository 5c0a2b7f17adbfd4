namespace DreamLake.Engine.Tests.Lake;

/// <summary>A clock on which every short wait is over at once, and took as long as it was to take.</summary>
/// <remarks>
/// Waits between tries cost no time; time-outs of calls that go over a real socket are set to an hour or more by the test, and never come.
/// </remarks>
/// <param name="never">Waits of so long never end; an hour where left out.</param>
public sealed class TurnedClock(TimeSpan? never = null) : TimeProvider
{
    private readonly TimeSpan _never = never ?? TimeSpan.FromHours(1);
    private readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _elapsed;

    /// <summary>How long all waits took together.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _elapsed));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Turned(this, () => callback(state), dueTime);

    private sealed class Turned : ITimer
    {
        private readonly TurnedClock _clock;
        private readonly Action _callback;
        private volatile bool _isDisposed;

        public Turned(TurnedClock clock, Action callback, TimeSpan dueTime)
        {
            (_clock, _callback) = (clock, callback);
            Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime >= _clock._never) return true;
            Interlocked.Add(ref _clock._elapsed, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (!_isDisposed) _callback();
            });
            return true;
        }

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
