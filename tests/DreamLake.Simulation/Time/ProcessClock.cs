namespace DreamLake.Simulation.Time;

/// <summary>The clock as one process sees it: once it is killed, none of its timers fires.</summary>
internal sealed class ProcessClock(TimeProvider machine, Func<bool> isDead) : TimeProvider
{
    public override long TimestampFrequency => machine.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(inner =>
        {
            if (!isDead()) callback(inner);
        }, state, dueTime, period);
}
