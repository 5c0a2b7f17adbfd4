using System.Threading.Channels;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>One run over many files: several under way at once, each with a result of its own. What one run learns of its files goes with it.</summary>
/// <param name="lake">Where to.</param>
/// <param name="options">How many files at once, and who is told.</param>
/// <param name="time">The clock.</param>
/// <param name="identify">Tells what a file's content is.</param>
/// <param name="road">Takes it to the lake.</param>
/// <param name="progress">What faces look at.</param>
/// <param name="results">Takes each result as soon as it is there.</param>
/// <param name="stop">Ends the run: from outside, or where an error concerns every file.</param>
internal sealed class UploadRun(
    LakeConnection lake, UploadOptions options, TimeProvider time, IdentifyFile identify, UploadRoad road, RunProgress progress,
    ChannelWriter<UploadResult> results, CancellationTokenSource stop)
{
    private readonly TwinUploads _twins = new();
    private readonly StoredKeys _stored = new();

    /// <summary>Uploads all files. It throws nothing: whatever happens ends in a result, or at the reader of the results.</summary>
    public async Task RunAsync(IAsyncEnumerable<UploadRequest> requests)
    {
        using var slots = new FileSlots(options.FilesUnderWay);
        Exception? sourceFault = null;
        try
        {
            await foreach (var request in requests.WithCancellation(stop.Token).ConfigureAwait(false))
            {
                var taken = await slots.EnterAsync(request.Path, stop.Token).ConfigureAwait(false);
                _ = Task.Run(() => UploadInSlotAsync(request, slots, taken), CancellationToken.None);
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

        await slots.AllLeftAsync().ConfigureAwait(false);
        results.Complete(sourceFault);
    }

    private async Task UploadInSlotAsync(UploadRequest request, FileSlots slots, int taken)
    {
        try
        {
            var result = await UploadAsync(request, stop.Token).ConfigureAwait(false);
            progress.CountFile();
            results.TryWrite(result);
            if (result.Error?.StopsRun == true) await stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            slots.Leave(taken);
        }
    }

    private async Task<UploadResult> UploadAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        Upload? upload = null;
        UploadException? error;
        try
        {
            upload = new Upload(request, UploadTarget.Of(request, lake), startedAt, options.Notes, _stored, progress);
            progress.Begin(upload);
            await identify.RunAsync(upload, cancellationToken).ConfigureAwait(false);
            return await UploadOnceAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // No exception leaves a file: each becomes its result.
            error = ErrorOf(fault, request);
        }
        finally
        {
            if (upload is not null)
            {
                progress.End(upload);
                upload.Dispose();
            }
        }

        return Result(request, upload, error, startedAt);
    }

    // The same content for the same target, twice in one run, is one upload with two results.
    private async Task<UploadResult> UploadOnceAsync(Upload upload, CancellationToken cancellationToken)
    {
        var target = $"{upload.Digest!.Sha256}.{upload.Target.Tag}";
        var (result, isOwn) = await _twins.UploadOnceAsync(target, () => TravelAsync(upload, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (isOwn) return result;
        // What the lake has is what this file was when it was hashed: that it still is so, no other file can tell.
        await upload.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        return result with { Request = upload.Request, PartsSent = 0, Duration = time.GetElapsedTime(upload.StartedAt) };
    }

    private async Task<UploadResult> TravelAsync(Upload upload, CancellationToken cancellationToken)
    {
        UploadException? error = null;
        try
        {
            await road.TravelAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            error = ErrorOf(fault, upload.Request);
        }
        finally
        {
            // Its locks are free before a twin, or whoever reads the result, hears of it.
            upload.Dispose();
        }

        return Result(upload.Request, upload, error, upload.StartedAt);
    }

    private static UploadException ErrorOf(Exception fault, UploadRequest request) => fault switch
    {
        UploadException known => known,
        LakeException answer => answer.ToUploadException(),
        OperationCanceledException => new UploadException(UploadError.Interrupted, $"'{request.Path}' was interrupted.", "upload paused — re-run to resume"),
        _ => new UploadException(
            UploadError.ServiceFailed, $"'{request.Path}' could not be uploaded: {Redaction.Clean(fault.Message)}", "The state is kept; run the same command again to go on.", fault),
    };

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
        Duration = time.GetElapsedTime(startedAt),
        BssId = upload?.State?.BssId,
        AssetId = upload?.State?.AssetId,
        EntryCount = upload?.EntryCount,
    };
}
