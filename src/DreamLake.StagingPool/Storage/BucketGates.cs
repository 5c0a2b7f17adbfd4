namespace DreamLake.StagingPool.Storage;

/// <summary>Lets many put something into a bucket at once, and nobody while the bucket is deleted.</summary>
/// <remarks>What passes a gate is short: a rename and what belongs to it. A body is received before.</remarks>
internal sealed class BucketGates : IDisposable
{
    private const int MostAtOnce = 64;
    private readonly Gate[] _gates = [.. Enumerable.Range(0, 16).Select(_ => new Gate())];

    /// <summary>Waits while the bucket is being deleted. Whoever is inside must not enter again.</summary>
    public async Task<IDisposable> EnterAsync(string bucket, CancellationToken cancellationToken)
    {
        var gate = Of(bucket);
        await gate.Places.WaitAsync(cancellationToken);
        return new Hold(gate.Places, 1);
    }

    /// <summary>Waits until nobody is inside, and lets nobody in until the answer is disposed of.</summary>
    public async Task<IDisposable> CloseAsync(string bucket)
    {
        var gate = Of(bucket);
        // Two who each had half of the places would wait for each other for ever.
        await gate.Closing.WaitAsync();
        try
        {
            for (var i = 0; i < MostAtOnce; i++) await gate.Places.WaitAsync();
        }
        finally
        {
            gate.Closing.Release();
        }

        return new Hold(gate.Places, MostAtOnce);
    }

    public void Dispose()
    {
        foreach (var gate in _gates) gate.Dispose();
    }

    private Gate Of(string bucket) => _gates[(uint)bucket.GetHashCode(StringComparison.Ordinal) % _gates.Length];

    private sealed class Gate : IDisposable
    {
        public SemaphoreSlim Places { get; } = new(MostAtOnce);

        public SemaphoreSlim Closing { get; } = new(1);

        public void Dispose()
        {
            Places.Dispose();
            Closing.Dispose();
        }
    }

    private sealed class Hold(SemaphoreSlim places, int count) : IDisposable
    {
        public void Dispose() => places.Release(count);
    }
}
