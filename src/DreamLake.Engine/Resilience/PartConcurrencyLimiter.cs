namespace DreamLake.Engine.Resilience;

/// <summary>
/// The places for parts on the wire, over all files of a run: as many as the options say, fewer where the link is so slow that parts would
/// time out side by side.
/// </summary>
/// <param name="most">How many there are at most.</param>
/// <param name="partTimeout">How long a part may take.</param>
internal sealed class PartConcurrencyLimiter(int most, TimeSpan partTimeout)
{
    // Shares of a part's time-out. A part that at its present rate would need more than the first is too slow: fewer go side by side. One
    // that would need less than the second with twice as many beside it is quick enough: more do.
    private const double TooSlow = 0.9;
    private const double QuickEnough = 0.5;

    // How long the rate is measured before it is believed.
    private readonly TimeSpan _window = partTimeout / 20;
    private readonly TimeSpan _timeout = partTimeout;
    private readonly object _gate = new();
    private readonly List<Lease> _occupied = [];
    private readonly LinkedList<Lease> _waiting = [];
    private readonly int _most = most;
    private int _open = most;

    /// <summary>How many parts may be on the wire at this moment.</summary>
    public int Open
    {
        get { lock (_gate) return _open; }
    }

    /// <summary>Waits for a place.</summary>
    /// <param name="size">Bytes of the part.</param>
    /// <param name="note">Told, in words, when that number changes while this part is on the wire.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Lease> EnterAsync(long size, Action<string> note, CancellationToken cancellationToken)
    {
        var lease = new Lease(this, size, note, cancellationToken);
        lock (_gate)
        {
            _waiting.AddLast(lease);
            LetIn();
        }

        try
        {
            await lease.Entered.WaitAsync(cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private void LetIn()
    {
        while (_occupied.Count < _open && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _occupied.Add(first.Value);
            first.Value.LetIn();
        }
    }

    private void Leave(Lease lease)
    {
        lock (_gate)
        {
            if (!_occupied.Remove(lease)) _waiting.Remove(lease);
            LetIn();
        }
    }

    // Called where a part will not be through in time: half of the others are taken off the wire, so that it need not be cut off.
    private string? Narrow()
    {
        List<Lease> yielding;
        lock (_gate)
        {
            if (_occupied.Count < 2) return null;
            _open = Math.Max(1, Math.Min(_open, _occupied.Count) / 2);
            var byProgress = _occupied.OrderByDescending(lease => lease.Sent).ToList();
            foreach (var stays in byProgress[.._open]) stays.MeasureAnew();
            yielding = byProgress[_open..];
        }

        foreach (var lease in yielding) lease.Yield();
        return $"the link is slow: {(_open == 1 ? "1 part" : $"{_open} parts")} at a time from here";
    }

    // A part was through so quickly that twice as many side by side would be in time.
    private string? Widen(TimeSpan took)
    {
        lock (_gate)
        {
            if (_open == _most || took * 2 > _timeout * QuickEnough) return null;
            _open = Math.Min(_most, _open * 2);
            LetIn();
            return $"the link is quicker again: {_open} parts at a time from here";
        }
    }

    /// <summary>A place on the wire, for one part.</summary>
    internal sealed class Lease(
        PartConcurrencyLimiter limiter, long size, Action<string> note, CancellationToken cancellationToken) : IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        private long _sent;
        private long _sentAtMark;
        private TimeSpan _mark;
        private volatile bool _isMeasuredAnew;
        private volatile bool _hasYielded;

        /// <summary>Done when there is room.</summary>
        public Task Entered => _entered.Task;

        /// <summary>Cancelled when the part has to make room.</summary>
        public CancellationToken Token => _end.Token;

        /// <summary>Whether the part was taken off the wire to make room: then it is sent again later, and that counts as no try.</summary>
        public bool HasYielded => _hasYielded;

        /// <summary>Bytes of the part that are on their way.</summary>
        public long Sent => Interlocked.Read(ref _sent);

        /// <summary>The part goes on the wire.</summary>
        public void LetIn() => _entered.SetResult();

        /// <summary>A try of the part begins, at its first byte.</summary>
        public void BeginTry()
        {
            Interlocked.Exchange(ref _sent, 0);
            (_sentAtMark, _mark) = (0, TimeSpan.Zero);
        }

        /// <summary>The try is so far.</summary>
        /// <param name="sent">Bytes of it.</param>
        /// <param name="elapsed">How long it has been under way.</param>
        public void Reached(long sent, TimeSpan elapsed)
        {
            Interlocked.Exchange(ref _sent, sent);
            if (_isMeasuredAnew)
            {
                _isMeasuredAnew = false;
                (_sentAtMark, _mark) = (sent, elapsed);
            }

            if (elapsed - _mark < limiter._window) return;
            var rate = Math.Max(1, (sent - _sentAtMark) / (elapsed - _mark).TotalSeconds);
            (_sentAtMark, _mark) = (sent, elapsed);
            var isTooSlow = elapsed.TotalSeconds + ((size - sent) / rate) > limiter._timeout.TotalSeconds * TooSlow;
            if (isTooSlow && limiter.Narrow() is { } text) note(text);
        }

        /// <summary>The part is through.</summary>
        public void Succeeded(TimeSpan took)
        {
            if (limiter.Widen(took) is { } text) note(text);
        }

        /// <summary>The rate seen so far says nothing any more: the others have left.</summary>
        public void MeasureAnew() => _isMeasuredAnew = true;

        /// <summary>Takes the part off the wire.</summary>
        public void Yield()
        {
            _hasYielded = true;
            try
            {
                _end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The part was through at the same moment: there is nothing left to end.
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            limiter.Leave(this);
            _end.Dispose();
        }
    }
}
