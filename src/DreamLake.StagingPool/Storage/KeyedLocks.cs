namespace DreamLake.StagingPool.Storage;

/// <summary>One at a time for each name. Names share a fixed number of locks, so that memory does not grow with them.</summary>
internal sealed class KeyedLocks : IDisposable
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    public async Task<IDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        var taken = _locks[(uint)name.GetHashCode(StringComparison.Ordinal) % _locks.Length];
        await taken.WaitAsync(cancellationToken);
        return new Hold(taken);
    }

    public void Dispose()
    {
        foreach (var one in _locks) one.Dispose();
    }

    private sealed class Hold(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
