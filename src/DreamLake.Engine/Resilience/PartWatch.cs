namespace DreamLake.Engine.Resilience;

/// <summary>
/// Ends one try of a part that no longer moves: no byte taken for a while, no answer after the last byte, or too long in all.
/// </summary>
/// <remarks>
/// Time that our own rate limit holds bytes back counts for none of them. One writer tells it of bytes; the timer may fire at any time.
/// </remarks>
internal sealed class PartWatch : IDisposable
{
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _timer;
    private readonly long _began;
    private readonly object _gate = new();
    private long _lastMove;
    private long _heldSince;
    private TimeSpan _held;
    private bool _isAllSent;
    private bool _isOver;

    public PartWatch(UploadOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
#if PLANTED_FAULTS
        if (PlantedFault.Is("clock-of-the-wall")) time = new WallClock(time);
#endif
        (_options, _time) = (options, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _began = _lastMove = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Cancelled when the try is to end.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Why the watch ended the try; null where it did not.</summary>
    public string? Reason { get; private set; }

    /// <summary>How long the try has been under way, without the time that it was held back.</summary>
    public TimeSpan Elapsed
    {
        get { lock (_gate) return _time.GetElapsedTime(_began) - _held; }
    }

    /// <summary>Our own rate limit holds the bytes back from now on.</summary>
    public void Hold()
    {
        lock (_gate) _heldSince = _time.GetTimestamp();
    }

    /// <summary>It lets them go.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held += _time.GetElapsedTime(_heldSince);
            (_heldSince, _lastMove) = (0, _time.GetTimestamp());
        }
    }

    /// <summary>The connection took bytes.</summary>
    public void Moved()
    {
        lock (_gate) _lastMove = _time.GetTimestamp();
    }

    /// <summary>It took the last of them: what remains is the answer.</summary>
    public void AllSent()
    {
        lock (_gate) (_isAllSent, _lastMove) = (true, _time.GetTimestamp());
        Look();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _isOver = true;
        _timer.Dispose();
        _end.Dispose();
    }

#if PLANTED_FAULTS
    private sealed class WallClock(TimeProvider time) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => time.GetUtcNow().Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }

#endif
    private void Look()
    {
        lock (_gate)
        {
            if (_isOver || Reason is not null) return;
            var remaining = Remaining(out var reason);
            if (remaining > TimeSpan.Zero)
            {
                // Not below a millisecond: a timer of less fires at once, again and again.
                _timer.Change(remaining < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : remaining,
                    Timeout.InfiniteTimeSpan);
                return;
            }

            Reason = reason;
        }

        End();
    }

    private TimeSpan Remaining(out string reason)
    {
        var isHeld = _heldSince != 0;
        var held = _held + (isHeld ? _time.GetElapsedTime(_heldSince) : TimeSpan.Zero);
        var inAll = _options.PartTimeout - (_time.GetElapsedTime(_began) - held);
        var limit = _isAllSent ? _options.AnswerTimeout : _options.StallTimeout;
        var sinceMove = isHeld ? limit : limit - _time.GetElapsedTime(_lastMove);
        reason = inAll <= sinceMove ? $"it took longer than {_options.PartTimeout.TotalSeconds:0.#} s"
            : _isAllSent ? $"S3 did not answer within {limit.TotalSeconds:0.#} s of the last byte"
            : $"no byte was taken for {limit.TotalSeconds:0.#} s";
        return inAll <= sinceMove ? inAll : sinceMove;
    }

    private void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The try ended by itself at the same moment.
        }
    }
}
