using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>The engine's face: files in, results out as they finish. One uploader serves one lake, for one run after the other.</summary>
public sealed class LakeUploader : ILakeUploader, IDisposable
{
    // Two locks a file, of as many small files as are under way.
    private const int SpareLocks = 128;

    private readonly LakeConnection _lake;
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly LakeHttp _http;
    private readonly Pipelines _pipelines;
    private readonly StateStore _store;
    private readonly UploadSteps _steps;
    private readonly AskedWaits _waits;
    private readonly RunProgress _progress = new();

    /// <summary>An uploader.</summary>
    /// <param name="lake">Where to, and as whom.</param>
    /// <param name="options">How; null means the protocol's defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public LakeUploader(LakeConnection lake, UploadOptions? options = null, TimeProvider? time = null)
        : this(
            lake, options ?? new UploadOptions(), time ?? TimeProvider.System,
            new StateStore((options ?? new UploadOptions()).StateFolder, time: time, spareLocks: SpareLocks))
    {
    }

    /// <summary>An uploader whose states are kept by a given store.</summary>
    internal LakeUploader(LakeConnection lake, UploadOptions options, TimeProvider time, StateStore store)
    {
        _lake = lake;
        _options = options;
        _time = time;
        _store = store;
        var clocks = new ServerClocks(_time);
        _http = new LakeHttp(clocks, options.PrimaryHandler);
        _waits = new AskedWaits(_time);
        _pipelines = new Pipelines(_options, _time, _waits);
        _steps = new UploadSteps(lake, _http, clocks, _pipelines, store, _options, _time);
    }

    /// <inheritdoc/>
    public UploadSnapshot Snapshot() => _progress.Snapshot() with { Waiting = _waits.Reason };

    /// <inheritdoc/>
    public async IAsyncEnumerable<UploadResult> UploadAsync(
        IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<UploadResult>();
        var run = new UploadRun(_lake, _options, _time, _store.Disk, _steps, _progress, results.Writer, stop);
        var ended = Task.Run(() => run.RunAsync(requests), CancellationToken.None);
        // While the first file is hashed, so that its first call does not have to wait for them.
        var built = Task.Run(_pipelines.Build, CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return result;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(false);
            await built.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _steps.Dispose();
        _store.RemoveSpareLocks();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
