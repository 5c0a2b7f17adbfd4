using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>The engine's face: files in, results out as they finish. One uploader serves one lake, for one run after the other.</summary>
public sealed class LakeUploader : IDisposable
{
    private readonly LakeConnection _lake;
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly LakeHttp _http;
    private readonly Pipelines _pipelines;
    private readonly StateStore _store;
    private readonly UploadSteps _steps;
    private readonly RunProgress _progress = new();

    /// <summary>An uploader.</summary>
    /// <param name="lake">Where to, and as whom.</param>
    /// <param name="options">How; null means the protocol's defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public LakeUploader(LakeConnection lake, UploadOptions? options = null, TimeProvider? time = null)
        : this(lake, options ?? new UploadOptions(), time ?? TimeProvider.System, new StateStore((options ?? new UploadOptions()).StateFolder, time: time))
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
        _http = new LakeHttp(clocks);
        _pipelines = new Pipelines(_options, _time);
        _steps = new UploadSteps(lake, _http, clocks, _pipelines, store, _options, _time);
    }

    /// <summary>How far it is at this moment. May be called from any thread, as often as wanted; bytes and files that it counts only ever grow.</summary>
    public UploadSnapshot Snapshot() => _progress.Snapshot();

    /// <summary>Uploads files, several at once; each result comes as soon as its file has ended.</summary>
    /// <param name="requests">The files; read on only as fast as they are uploaded.</param>
    /// <param name="cancellationToken">Pauses: what is under way ends within moments with its state kept, and nothing more is begun.</param>
    /// <remarks>An error that no other file could escape (no lake, a refused token) pauses the rest likewise. Leaving the loop early pauses too.</remarks>
    public async IAsyncEnumerable<UploadResult> UploadAsync(IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<UploadResult>();
        var run = new UploadRun(_lake, _options, _time, _store.Disk, _steps, _progress, results.Writer, stop);
        var ended = Task.Run(() => run.RunAsync(requests), CancellationToken.None);
        // Beside the first file's hash, so that the wire does not wait for it afterwards.
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
    }
}
