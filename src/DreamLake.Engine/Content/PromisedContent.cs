namespace DreamLake.Engine.Content;

/// <summary>
/// The content of a file whose SHA-256 a checksum file promises: read while its parts are sent, a few of them ahead, and proven by its last
/// byte. What is read for the digests is still in the page cache when it is sent, so that the device gives each byte once.
/// </summary>
/// <param name="sha256">What is promised: 64 hex digits.</param>
/// <param name="readAsync">Reads the file at a pace; throws where it is not what is promised.</param>
internal sealed class PromisedContent(string sha256, Func<IReadPace, CancellationToken, Task<ContentDigest>> readAsync)
    : IKnownContent, IReadPace
{
    // Read ahead of the part that was asked for: enough that no part waits for the disk, few enough to stay in the page cache.
    private const int PartsAhead = 4;

    private readonly object _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<int, uint> _digests = [];
    private TaskCompletionSource _moved = NewSignal();
    private Task? _read;
    private int _asked;

    /// <inheritdoc/>
    public string Sha256 => sha256;

    /// <inheritdoc/>
    public bool IsProven => ProvenParts is not null;

    /// <inheritdoc/>
    public string? ProvenParts { get; private set; }

    /// <inheritdoc/>
    public bool HasRead(int partNumber)
    {
        lock (_gate) return _digests.ContainsKey(partNumber);
    }

    /// <inheritdoc/>
    public async ValueTask<uint> OfPartAsync(int partNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (digest, moved) = Ask(partNumber);
            // What turned out not to be what was promised is sent no further.
            if (_read is { IsFaulted: true } failed) await failed.ConfigureAwait(false);
            if (digest is { } known) return known;
            await Task.WhenAny(moved, _read!).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task ProveAsync(CancellationToken cancellationToken)
    {
        Ask(int.MaxValue);
        return _read!.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        if (_read is { } read) await Task.WhenAny(read).ConfigureAwait(false);
        _end.Dispose();
    }

    /// <inheritdoc/>
    public async Task BeforeAsync(int partNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (partNumber <= (long)_asked + PartsAhead) return;
                moved = _moved.Task;
            }

            await moved.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Take(int partNumber, uint digest)
    {
        lock (_gate)
        {
            _digests[partNumber] = digest;
            Signal();
        }
    }

    private async Task ReadAsync()
    {
        var digest = await readAsync(this, _end.Token).ConfigureAwait(false);
        ProvenParts = digest.PartsText;
    }

    // The first question begins the read.
    private (uint? Digest, Task Moved) Ask(int partNumber)
    {
        lock (_gate)
        {
            _read ??= Task.Run(ReadAsync, CancellationToken.None);
            if (partNumber > _asked)
            {
                _asked = partNumber;
                Signal();
            }

            return (_digests.TryGetValue(partNumber, out var digest) ? digest : null, _moved.Task);
        }
    }

    private void Signal()
    {
        _moved.SetResult();
        _moved = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
