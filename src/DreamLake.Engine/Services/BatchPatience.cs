namespace DreamLake.Engine.Services;

/// <summary>Gives a batch up once everybody who waits for it has: as long as one waits, it goes on.</summary>
internal sealed class BatchPatience : IDisposable
{
    private readonly CancellationTokenSource _all = new();
    private readonly List<CancellationTokenRegistration> _each = [];
    private int _left;

    /// <summary>The patience of those who wait.</summary>
    public BatchPatience(IReadOnlyCollection<CancellationToken> waiting)
    {
        _left = waiting.Count;
        foreach (var one in waiting) _each.Add(one.UnsafeRegister(_ => Leave(), null));
    }

    /// <summary>Ends the batch.</summary>
    public CancellationToken Token => _all.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Waits for those that are just leaving: none of them finds the source gone.
        foreach (var registration in _each) registration.Dispose();
        _all.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) == 0) _all.Cancel();
    }
}
