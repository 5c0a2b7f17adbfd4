namespace DreamLake.Simulation.Time;

/// <summary>Virtual time: what happens, in order, on the one thread of the pool.</summary>
/// <remarks>
/// Time moves only when nothing is left to run. The pool has a single thread (the project file says so), so whatever the product's code
/// hands to the pool runs here as well, in an order that depends on nothing outside: the same seed gives the same run.
/// </remarks>
internal sealed class EventLoop : IDisposable
{
    private readonly PriorityQueue<Entry, (long Due, long Order)> _entries = new();
    private readonly ManualResetEventSlim _ended = new();
    private long _lastTick;
    private long _order;
    private Task? _body;
    private Exception? _fault;

    /// <summary>Virtual time since the start, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>How many moments have been played.</summary>
    public long Moments { get; private set; }

    /// <summary>
    /// Called after every moment, with everything at rest: the place where invariants are checked. What it throws ends the run.
    /// </summary>
    public Action AtRest { get; set; } = () => { };

    /// <summary>Has something happen later.</summary>
    public Entry Schedule(TimeSpan delay, Action what)
    {
        var entry = new Entry(what);
        _entries.Enqueue(entry, (Now + Math.Max(0, delay.Ticks), _order++));
        return entry;
    }

    /// <summary>Waits in virtual time.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        var done = new TaskCompletionSource();
        var entry = Schedule(delay, () => done.TrySetResult());
        if (!cancellationToken.CanBeCanceled) return done.Task;
        var registration = cancellationToken.Register(() =>
        {
            entry.Cancel();
            done.TrySetCanceled(cancellationToken);
        });
        return EndAsync(done.Task, registration);
    }

    /// <summary>Plays a run to its end. Called from outside of the pool's thread.</summary>
    /// <exception cref="StuckException">It waits for something that is not of this world, or does not end.</exception>
    /// <param name="body">The run.</param>
    /// <param name="longest">How much virtual time it may take; more is a run that does not end.</param>
    public void Play(Func<Task> body, TimeSpan longest)
    {
        (_body, _fault, _lastTick) = (null, null, Now + longest.Ticks);
        _ended.Reset();
        Enqueue(() => _body = body());
        Enqueue(Turn);
        _ended.Wait();
        if (_fault is not null) throw _fault;
        _body!.GetAwaiter().GetResult();
    }

    public void Dispose() => _ended.Dispose();

    private void Turn()
    {
        try
        {
            // What was handed to the pool comes first: only when it is at rest does time go on.
            if (ThreadPool.PendingWorkItemCount == 0 && !TryAdvance())
            {
                _ended.Set();
                return;
            }

            Enqueue(Turn);
        }
        catch (Exception fault)
        {
            _fault = fault;
            _ended.Set();
        }
    }

    private bool TryAdvance()
    {
        AtRest();
        if (_body!.IsCompleted) return false;
        do
        {
            if (!_entries.TryDequeue(out var entry, out var key))
                throw new StuckException("Nothing is left to happen, and the run has not ended: something waits outside of virtual time.");
            if (entry.IsCancelled) continue;
            if (key.Due > _lastTick)
            {
                throw new StuckException("The run does not end: it has used up all the virtual time that it may take.");
            }

            Now = key.Due;
            Moments++;
            entry.Run();
            return true;
        }
        while (true);
    }

    private static void Enqueue(Action action) => ThreadPool.UnsafeQueueUserWorkItem(run => run(), action, preferLocal: false);

    private static async Task EndAsync(Task task, CancellationTokenRegistration registration)
    {
        try
        {
            await task;
        }
        finally
        {
            await registration.DisposeAsync();
        }
    }

    /// <summary>Something that will happen, unless it is called off.</summary>
    internal sealed class Entry(Action what)
    {
        /// <summary>Whether it was called off.</summary>
        public bool IsCancelled { get; private set; }

        /// <summary>Calls it off.</summary>
        public void Cancel() => IsCancelled = true;

        /// <summary>Has it happen.</summary>
        public void Run() => what();
    }
}
