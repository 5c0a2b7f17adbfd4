using Polly.Timeout;

namespace DreamLake.Engine.Resilience;

/// <summary>
/// What may still be tried of one call: so many tries, or so long without a byte of progress, whichever is used up first.
/// </summary>
/// <param name="tries">How often it may be sent in all.</param>
/// <param name="patience">How long it may go without progress, waits included.</param>
/// <param name="time">The clock.</param>
internal sealed class TryBudget(int tries, TimeSpan patience, TimeProvider time)
{
    private long _mark = time.GetTimestamp();
    private TimeSpan _idle;
    private long _farthest;
    private int _failures;
    private bool _wasRepeated;
    private bool _wasSignedAgain;

    /// <summary>How often it was sent.</summary>
    public int Sent { get; private set; }

    /// <summary>What ended the last try; null before that.</summary>
    public Exception? LastFault { get; private set; }

    /// <summary>A try begins.</summary>
    public void Begin() => Sent++;

    /// <summary>The try was taken back by ourselves: it does not count.</summary>
    public void TakeBack() => Sent--;

    /// <summary>Bytes of the body that this try has brought on its way. Only what lies beyond every earlier try is progress.</summary>
    public void Reached(long bytes)
    {
        if (bytes <= _farthest) return;
        _farthest = bytes;
        _idle = TimeSpan.Zero;
        _mark = time.GetTimestamp();
    }

    /// <summary>Whether the call may be sent again after a fault.</summary>
    public bool Allows(Exception fault)
    {
        LastFault = fault;
        // The signing call that this part waited for has used up tries of its own: to repeat it here would multiply the two.
        if (fault is LakeException { IsGivenUp: true }) return false;
        CountIdleTime();
        var isRefusedAgain = _wasSignedAgain;
        var answer = fault as LakeException;
        _wasSignedAgain = answer?.RetryDecision == RetryDecision.SignAgain;
        // Who has answered and cannot be reached now, for a restart or a line that is down, is waited for while the patience lasts.
        if (answer is not { IsOutage: true } && ++_failures >= tries) return false;
        if (_idle + (answer?.RetryAfter ?? TimeSpan.Zero) > patience) return false;
        return answer?.RetryDecision switch
        {
            null => fault is TimeoutRejectedException,
            RetryDecision.Retry => true,
            RetryDecision.RetryOnce => !_wasRepeated && (_wasRepeated = true),
            RetryDecision.SignAgain => !isRefusedAgain,
            _ => false,
        };
    }

    // Hours pass at once where the machine sleeps: a single stretch counts for half of the patience at most, so that one more try is made.
    private void CountIdleTime()
    {
        var now = time.GetTimestamp();
        var stretch = time.GetElapsedTime(_mark, now);
        _idle += stretch < patience / 2 ? stretch : patience / 2;
        _mark = now;
    }
}
