namespace DreamLake.Presentation;

/// <summary>How fast a run sends, from the bytes it has sent by each look at it.</summary>
/// <param name="time">The clock.</param>
/// <remarks>Over the last five seconds: long enough to be calm, short enough to be true.</remarks>
internal sealed class TransferSpeed(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private readonly Queue<(long At, long Sent)> _samples = new();

    /// <summary>Bytes a second at this look; 0 until enough time has passed to tell.</summary>
    /// <param name="sent">Bytes sent since the run began.</param>
    public double Sample(long sent)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, sent));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window) _samples.Dequeue();
        var (since, before) = _samples.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        return seconds < 0.2 ? 0 : Math.Max(0, (sent - before) / seconds);
    }
}
