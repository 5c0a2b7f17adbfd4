using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.State;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>The engine's face: files in, results out as they finish. One uploader serves one run over one lake.</summary>
public sealed class LakeUploader : IDisposable
{
    private readonly LakeConnection _lake;
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;
    private readonly LakeHttp _http;
    private readonly IdentifyFile _identify;
    private readonly UploadRoad _road;
    private readonly Rehearsal _rehearsal;
    private readonly ConcurrentDictionary<Upload, bool> _underWay = [];
    private readonly ConcurrentDictionary<string, Task<UploadResult>> _byTarget = new(StringComparer.Ordinal);
    private long _bytesSent;
    private int _filesDone;

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
        var clocks = new ServiceClocks(_time);
        _http = new LakeHttp(clocks);
        var pipelines = new Pipelines(_options, _time);
        var bss = new BssClient(new ControlCalls(_http, "BSS", lake.Bss, lake.Token, _time), pipelines);
        var server = new ServerClient(new ControlCalls(_http, "DreamLake Server", lake.Server, lake.Token, _time), pipelines);
        var stored = new StoredKeys();
        _rehearsal = new Rehearsal(pipelines, _time);
        _identify = new IdentifyFile(store.Disk, new KnownFiles(store), _options, _time);
        _road = new UploadRoad(
        [
            _identify,
            new FindState(store, bss, stored, _time),
            new InitMultipart(bss, _time),
            new PutParts(store.Disk, bss, new PartSender(new PartClient(_http, _time), pipelines, _options, _time), clocks, _options),
            new CompleteMultipart(bss, stored),
            new RegisterInBss(bss),
            new RegisterInServer(server),
            new TriggerLambda(new LambdaClient(_http, pipelines, _time)),
        ]);
    }

    /// <summary>How far the run is at this moment. May be called from any thread, as often as wanted.</summary>
    public UploadSnapshot Snapshot()
    {
        var uploads = _underWay.Keys.OrderBy(upload => upload.StartedAt).ToArray();
        return new UploadSnapshot([.. uploads.Select(upload => upload.Snapshot())], Volatile.Read(ref _filesDone), Interlocked.Read(ref _bytesSent) + uploads.Sum(upload => upload.BytesSent));
    }

    /// <summary>Uploads files, several at once; each result comes as soon as its file has ended.</summary>
    /// <param name="requests">The files; read on only as fast as they are uploaded.</param>
    /// <param name="cancellationToken">Pauses: what is under way ends within moments with its state kept, and nothing more is begun.</param>
    /// <remarks>An error that no other file could escape (no lake, a refused token) pauses the rest likewise. Leaving the loop early pauses too.</remarks>
    public async IAsyncEnumerable<UploadResult> UploadAsync(IAsyncEnumerable<UploadRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<UploadResult>();
        var run = Task.Run(() => RunAsync(requests, results.Writer, stop), CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(CancellationToken.None)) yield return result;
        }
        finally
        {
            await stop.CancelAsync();
            await run;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _identify.Dispose();
    }

    private async Task RunAsync(IAsyncEnumerable<UploadRequest> requests, ChannelWriter<UploadResult> results, CancellationTokenSource stop)
    {
        using var places = new FileSlots(_options.FilesUnderWay);
        var rehearsal = Task.Run(() => _rehearsal.RunAsync(stop.Token), CancellationToken.None);
        Exception? sourceFault = null;
        try
        {
            await foreach (var request in requests.WithCancellation(stop.Token))
            {
                var taken = await places.EnterAsync(request.Path, stop.Token);
                _ = Task.Run(() => EndInPlaceAsync(request, results, stop, places, taken), CancellationToken.None);
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

        await places.AllLeftAsync();
        // Ended, however: no run hangs or fails for it.
        await Task.WhenAny(rehearsal);
        results.Complete(sourceFault);
    }

    private async Task EndInPlaceAsync(UploadRequest request, ChannelWriter<UploadResult> results, CancellationTokenSource stop, FileSlots places, int taken)
    {
        try
        {
            var result = await UploadOneAsync(request, stop.Token);
            Interlocked.Increment(ref _filesDone);
            results.TryWrite(result);
            if (result.Error?.StopsRun == true) await stop.CancelAsync();
        }
        finally
        {
            places.Leave(taken);
        }
    }

    private async Task<UploadResult> UploadOneAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        Upload? upload = null;
        UploadException? error = null;
        try
        {
            upload = new Upload(request, UploadTarget.Of(request, _lake), startedAt, _options.Notes);
            _underWay[upload] = true;
            await _identify.RunAsync(upload, cancellationToken);
            return await TravelOnceAsync(upload, cancellationToken);
        }
        catch (Exception fault)
        {
            // No exception leaves a worker: each becomes its file's result.
            error = ErrorOf(fault, request);
        }
        finally
        {
            if (upload is not null) Leave(upload);
        }

        return Result(request, upload, error, startedAt);
    }

    // The same content for the same target, twice in one run, is one upload with two results.
    private async Task<UploadResult> TravelOnceAsync(Upload upload, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<UploadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _byTarget.GetOrAdd($"{upload.Digest!.Sha256}.{upload.Target.Tag}", mine.Task);
        if (first != mine.Task) return await first.WaitAsync(cancellationToken) with { Request = upload.Request, PartsSent = 0 };

        UploadException? error = null;
        try
        {
            await _road.TravelAsync(upload, cancellationToken);
        }
        catch (Exception fault)
        {
            error = ErrorOf(fault, upload.Request);
        }
        finally
        {
            upload.Dispose();
        }

        var result = Result(upload.Request, upload, error, upload.StartedAt);
        mine.SetResult(result);
        return result;
    }

    private void Leave(Upload upload)
    {
        Interlocked.Add(ref _bytesSent, upload.BytesSent);
        _underWay.TryRemove(upload, out _);
        upload.Dispose();
    }

    private static UploadException ErrorOf(Exception fault, UploadRequest request) => fault switch
    {
        UploadException known => known,
        LakeException answer => answer.ToUploadException(),
        OperationCanceledException => Interrupted(request),
        _ => new UploadException(UploadError.ServiceFailed, $"'{request.Path}' could not be uploaded: {Redaction.Clean(fault.Message)}", "The state is kept; run the same command again to go on.", fault),
    };

    private static UploadException Interrupted(UploadRequest request) =>
        new(UploadError.Interrupted, $"'{request.Path}' was interrupted.", "upload paused — re-run to resume");

    private UploadResult Result(UploadRequest request, Upload? upload, UploadException? error, long startedAt) => new()
    {
        Request = request,
        Outcome = error is null ? UploadOutcome.Stored : error.IsPause ? UploadOutcome.Paused : UploadOutcome.Failed,
        Error = error,
        Episode = upload?.Target.Episode,
        Name = upload?.Target.Name,
        Type = upload?.Target.Type,
        Hash = upload?.Digest?.Hash,
        Size = upload?.Identity?.Size ?? 0,
        Parts = upload?.Plan?.Count ?? 0,
        PartsSent = upload?.PartsSent ?? 0,
        Duration = _time.GetElapsedTime(startedAt),
        BssId = upload?.State?.BssId,
        AssetId = upload?.State?.AssetId,
        EntryCount = upload?.EntryCount,
    };
}
