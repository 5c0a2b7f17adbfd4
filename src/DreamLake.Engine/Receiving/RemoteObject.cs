using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Receiving;

/// <summary>The object behind an asset: where it is to be had at this moment, and by which ETag it is known to be the same.</summary>
/// <param name="asset">The asset.</param>
/// <param name="addresses">Signs addresses.</param>
internal sealed class RemoteObject(LakeAsset asset, ContentAddresses addresses) : IDisposable
{
    private readonly SemaphoreSlim _signing = new(1);
    private readonly object _gate = new();
    private Uri? _address;
    private string? _etag;

    /// <summary>Its ETag; null until an answer told it.</summary>
    public string? ETag
    {
        get { lock (_gate) return _etag; }
    }

    /// <summary>An address that is good as far as is known; signed anew where there is none.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        await _signing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _address ??= await addresses.OfAsync(asset, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _signing.Release();
        }
    }

    /// <summary>S3 does not take an address any more.</summary>
    public void Drop(Uri address) => Interlocked.CompareExchange(ref _address, null, address);

    /// <summary>An answer told the object's ETag.</summary>
    /// <exception cref="LakeException">It is another than the one before.</exception>
    public void Learn(string? etag)
    {
        lock (_gate)
        {
            _etag ??= etag;
            if (etag is null || etag == _etag) return;
        }

        throw new LakeException(
            ResponseClassifier.OfChangedObject, "The object is another than at the beginning: it has another ETag now.");
    }

    /// <inheritdoc/>
    public void Dispose() => _signing.Dispose();
}
