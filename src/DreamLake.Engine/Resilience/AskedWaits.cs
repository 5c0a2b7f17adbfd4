namespace DreamLake.Engine.Resilience;

/// <summary>The waits that services of the lake ask for: why the last of them is, for whoever looks while it lasts.</summary>
internal sealed class AskedWaits(TimeProvider time)
{
    private volatile Wait? _last;

    /// <summary>The reason, in one sentence; null where no call waits.</summary>
    public string? Reason => _last is { } wait && time.GetElapsedTime(wait.Since) < wait.Length ? wait.Text : null;

    /// <summary>A call waits.</summary>
    /// <param name="reason">What the service said.</param>
    /// <param name="length">How long.</param>
    public void Add(string reason, TimeSpan length) => _last = new Wait(
        $"waits {Math.Ceiling(length.TotalSeconds):0} s, as the lake asks: {reason}", time.GetTimestamp(), length);

    private sealed record Wait(string Text, long Since, TimeSpan Length);
}
