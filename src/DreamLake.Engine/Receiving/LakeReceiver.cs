using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DreamLake.Disk;
using DreamLake.Engine.Receiving;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;

namespace DreamLake.Engine;

/// <summary>
/// Brings files back from a lake: resumable, in ranges, and under their name only once their whole SHA-256 is the lake's.
/// </summary>
public sealed class LakeReceiver : IDisposable
{
    private readonly ReceiveOptions _options;
    private readonly TimeProvider _time;
    private readonly LakeHttp _http;
    private readonly FileReceiver _receiver;
    private readonly ReceiveProgress _progress = new();

    /// <summary>A receiver.</summary>
    /// <param name="lake">From where, and as whom.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public LakeReceiver(LakeConnection lake, ReceiveOptions? options = null, TimeProvider? time = null)
        : this(lake, options ?? new ReceiveOptions(), time ?? TimeProvider.System, new LocalDisk())
    {
    }

    /// <summary>A receiver that writes to a given disk.</summary>
    internal LakeReceiver(LakeConnection lake, ReceiveOptions options, TimeProvider time, IDisk disk)
    {
        (_options, _time) = (options, time);
        _http = new LakeHttp(new ServerClocks(time), options.Calls.PrimaryHandler);
        var pipelines = new Pipelines(options.Calls, time);
        var server = new ServerClient(new ControlCalls(_http, "DreamLake Server", lake.Server, lake.GetTokenAsync, time), pipelines);
        var bss = new BssClient(new ControlCalls(_http, "BSS", lake.Bss, lake.GetTokenAsync, time), pipelines);
        var ranges = new RangeReceiver(new RangeClient(_http, options.Calls, time), pipelines, options);
        _receiver = new FileReceiver(
            disk, new LockFolder(disk, options.LockFolder, ".lock", time), new ContentAddresses(server, bss), ranges, options, lake.Name,
            time);
    }

    /// <summary>How far it is at this moment. May be called from any thread, as often as wanted.</summary>
    public ReceiveSnapshot Snapshot() => _progress.Snapshot();

    /// <summary>Receives files, several at once; each result comes as soon as its file has ended.</summary>
    /// <param name="requests">The files; read on only as fast as they are received.</param>
    /// <param name="cancellationToken">Pauses: what came is kept, and nothing more is begun.</param>
    /// <remarks>An error that no other file could escape (no lake, a refused token) pauses the rest likewise.</remarks>
    public async IAsyncEnumerable<ReceiveResult> ReceiveAsync(
        IAsyncEnumerable<ReceiveRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<ReceiveResult>();
        var ended = Task.Run(() => RunAsync(requests, results.Writer, stop), CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return result;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _receiver.Dispose();
    }

    private async Task RunAsync(
        IAsyncEnumerable<ReceiveRequest> requests, ChannelWriter<ReceiveResult> results, CancellationTokenSource stop)
    {
        using var slots = new SemaphoreSlim(_options.FilesUnderWay);
        Exception? sourceFault = null;
        try
        {
            await foreach (var request in requests.WithCancellation(stop.Token).ConfigureAwait(false))
            {
                await slots.WaitAsync(stop.Token).ConfigureAwait(false);
                _ = Task.Run(() => RunFileAsync(request, results, slots, stop), CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Paused: the files under way end within moments, and no other is begun.
        }
        catch (Exception fault)
        {
            // The source of the requests failed: its error goes to whoever reads the results.
            sourceFault = fault;
        }

        for (var files = 0; files < _options.FilesUnderWay; files++) await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        results.Complete(sourceFault);
    }

    private async Task RunFileAsync(
        ReceiveRequest request, ChannelWriter<ReceiveResult> results, SemaphoreSlim slots, CancellationTokenSource stop)
    {
        var file = _progress.Begin(request.Path, _time.GetTimestamp());
        var result = await _receiver.ReceiveAsync(request, file, stop.Token).ConfigureAwait(false);
        _progress.End(file);
        if (result.Error is { StopsRun: true }) await stop.CancelAsync().ConfigureAwait(false);
        results.TryWrite(result);
        slots.Release();
    }
}
