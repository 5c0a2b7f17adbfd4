using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Receiving;

/// <summary>Receives ranges, of all files so many at once, and each again as long as its budget allows.</summary>
/// <param name="s3">One try of a range.</param>
/// <param name="pipelines">How often and how long.</param>
/// <param name="options">How many at once.</param>
internal sealed class RangeReceiver(RangeClient s3, Pipelines pipelines, ReceiveOptions options) : IDisposable
{
    private readonly SemaphoreSlim _wire = new(options.RangeWorkers);

    /// <summary>Receives a range.</summary>
    /// <param name="remote">The object.</param>
    /// <param name="range">Which bytes.</param>
    /// <param name="target">Takes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its CRC-32C.</returns>
    /// <exception cref="LakeException">It could not be had.</exception>
    /// <exception cref="ReceivedFileException">The disk did not take it.</exception>
    public async Task<ReceivedRange> ReceiveAsync(
        RemoteObject remote, ByteRange range, IRangeTarget target, CancellationToken cancellationToken)
    {
        var budget = pipelines.Part.NewBudget();
        // Before the range takes one of the few places on the wire: a place whose range waits for its address is wasted.
        await remote.AddressAsync(cancellationToken).ConfigureAwait(false);
        await _wire.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await pipelines.Part.RunAsync(budget, attempt => TryAsync(remote, range, target, budget, attempt), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LakeException fault)
        {
            if (fault.IsOfPart) fault.GiveUp(budget.Sent);
            throw;
        }
        finally
        {
            _wire.Release();
        }
    }

    /// <summary>Bytes of an object whose size nobody told.</summary>
    /// <exception cref="LakeException">S3 does not tell.</exception>
    public Task<ObjectSize> SizeAsync(RemoteObject remote, CancellationToken cancellationToken) =>
        pipelines.Part.RunAsync(
            pipelines.Part.NewBudget(),
            async attempt => await s3.SizeAsync(await remote.AddressAsync(attempt).ConfigureAwait(false), attempt).ConfigureAwait(false),
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _wire.Dispose();

    private async Task<ReceivedRange> TryAsync(
        RemoteObject remote, ByteRange range, IRangeTarget target, TryBudget budget, CancellationToken cancellationToken)
    {
        if (budget is { Sent: > 1, LastFault: { } last }) target.Note($"try {budget.Sent}, because {last.Message.TrimEnd('.')}");
        var address = await remote.AddressAsync(cancellationToken).ConfigureAwait(false);
        long came = 0;
        try
        {
            var received = await s3.GetAsync(address, range, remote.ETag, Take, cancellationToken).ConfigureAwait(false);
            remote.Learn(received.ETag);
            return received;
        }
        catch (Exception fault)
        {
            target.TakeBack(came);
            // It expired, or nobody listens there any more: the lake says where the object is now.
            if (fault is LakeException { RetryDecision: RetryDecision.SignAgain } or LakeException { IsUnreachable: true })
                remote.Drop(address);
            throw;
        }

        void Take(ReadOnlyMemory<byte> bytes)
        {
            target.Write(bytes.Span, range.Offset + came);
            came += bytes.Length;
            budget.Reached(came);
        }
    }
}

/// <summary>Where the bytes of ranges go.</summary>
internal interface IRangeTarget
{
    /// <summary>Writes bytes of the object.</summary>
    /// <exception cref="ReceivedFileException">The disk does not take them.</exception>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>The last so many bytes will come again.</summary>
    void TakeBack(long bytes);

    /// <summary>Something happened on the way.</summary>
    void Note(string text);
}

/// <summary>How large an object is.</summary>
/// <param name="Bytes">Its bytes.</param>
internal sealed record ObjectSize(long Bytes);
