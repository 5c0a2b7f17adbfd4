using System.Runtime.CompilerServices;

namespace DreamLake.Engine.Batches;

/// <summary>A run over a batch file: files are written down as they are named, and read back as they are sent.</summary>
/// <param name="file">The file.</param>
/// <param name="reader">Reads it from its first file on.</param>
internal sealed class BatchRun(BatchFile file, BatchReader reader) : IDisposable
{
    private readonly SemaphoreSlim _written = new(0);
    private readonly HandedOver _handedOver = new();
    private int _count;
    private int _left;
    private volatile bool _isWhole;

    /// <summary>Whether a file is left: not ended, or not even named yet.</summary>
    public bool HasLeft => !_isWhole || Volatile.Read(ref _left) > 0;

    /// <summary>Writes down what is named, until nothing more is; then <see cref="ReadAsync"/> ends.</summary>
    /// <exception cref="IOException">It cannot be written: those that were written are sent, and no further ones.</exception>
    public async Task WriteAsync(IAsyncEnumerable<UploadRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                file.Add(request);
                Interlocked.Increment(ref _left);
                _written.Release();
            }

            _isWhole = true;
        }
        finally
        {
            // One more than there are: the reader finds the end.
            _written.Release();
        }
    }

    /// <summary>The files as they are written down.</summary>
    public async IAsyncEnumerable<UploadRequest> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await _written.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!reader.TryRead(out var request)) yield break;
            yield return _handedOver.Add(request!, _count++);
        }
    }

    /// <summary>The files of an earlier run that have not ended.</summary>
    /// <param name="folder">What their relative paths count from.</param>
    public IEnumerable<UploadRequest> Rest(string folder)
    {
        var ended = file.ReadEnded();
        for (; reader.TryRead(out var request); _count++)
        {
            if (request is null || (_count < ended.Length && ended[_count] != 0)) continue;
            Interlocked.Increment(ref _left);
            yield return _handedOver.Add(request with { Path = Path.GetFullPath(request.Path, folder) }, _count);
        }

        _isWhole = true;
    }

    /// <summary>Likewise, for an uploader.</summary>
    public async IAsyncEnumerable<UploadRequest> RestAsync(string folder)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var request in Rest(folder)) yield return request;
    }

    /// <summary>The files that were named and have no result, once nobody uploads any more: they were not begun.</summary>
    public IEnumerable<UploadRequest> NotBegun()
    {
        foreach (var request in _handedOver.WithoutResult()) yield return request;
        while (reader.TryRead(out var request))
        {
            if (request is not null) yield return request;
        }
    }

    /// <summary>A file has a result: unless it is paused, it has ended.</summary>
    public void Take(UploadResult result)
    {
        if (_handedOver.Take(result) is not { } index || result.Outcome == UploadOutcome.Paused) return;
        Interlocked.Decrement(ref _left);
        file.End(index);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Dispose();
        _written.Dispose();
        if (HasLeft) file.Dispose();
        else file.Remove();
    }
}
