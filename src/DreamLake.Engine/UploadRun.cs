using System.Threading.Channels;
using DreamLake.Disk;
using DreamLake.Engine.Lookup;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Stages;
using DreamLake.Engine.Steps;

namespace DreamLake.Engine;

/// <summary>
/// One run over many files: several under way at once, each with a result of its own. What one run learns of its files goes with it.
/// </summary>
/// <param name="lake">Where to.</param>
/// <param name="options">How many files at once, and who is told.</param>
/// <param name="time">The clock.</param>
/// <param name="disk">Where the files are.</param>
/// <param name="steps">Bring a file to the lake.</param>
/// <param name="progress">What faces look at.</param>
/// <param name="results">Takes each result as soon as it is there.</param>
/// <param name="stop">Ends the run: from outside, or where an error concerns every file.</param>
internal sealed class UploadRun(
    LakeConnection lake,
    UploadOptions options,
    TimeProvider time,
    IDisk disk,
    UploadSteps steps,
    RunProgress progress,
    ChannelWriter<UploadResult> results,
    CancellationTokenSource stop)
{
    private readonly TwinUploads _twins = new();
    private readonly StoredKeys _stored = new();
    private readonly RunningFiles _running = new();

    /// <summary>Uploads all files. It throws nothing: whatever happens ends in a result, or at the reader of the results.</summary>
    public async Task RunAsync(IAsyncEnumerable<UploadRequest> requests)
    {
        using var slots = new FileSlots(options.FilesUnderWay, disk, OpenFiles.Left());
        Exception? sourceFault = null;
        try
        {
            await foreach (var asked in steps.Questions.AskAsync(requests, stop.Token).ConfigureAwait(false))
            {
                var taken = await slots.EnterAsync(asked.Request.Path, stop.Token).ConfigureAwait(false);
                _running.Begin();
                _ = Task.Run(() => RunFileAsync(asked, slots, taken), CancellationToken.None);
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

        await _running.AllEndedAsync().ConfigureAwait(false);
        results.Complete(sourceFault);
    }

    private async Task RunFileAsync(AskedRequest asked, FileSlots slots, int taken)
    {
        try
        {
            var file = progress.Begin(asked.Request.Path, time.GetTimestamp());
            var stored = await UploadInSlotAsync(asked, file, slots, taken).ConfigureAwait(false);
            if (stored is null) return;
            // What the lake does by itself keeps no other file from being sent.
            if (steps.Sources.GoalOf(stored.Request) is { } goal)
                stored = await steps.Wait.WaitAsync(stored, goal, file, stop.Token).ConfigureAwait(false);
            if (steps.Sources.AreRemoved(stored.Request))
                stored = await steps.Sources.RemoveAsync(stored, file, stop.Token).ConfigureAwait(false);
            await EndAsync(file, stored).ConfigureAwait(false);
        }
        finally
        {
            _running.End();
        }
    }

    /// <summary>Uploads a file; its result where something is still waited for, null where it has ended.</summary>
    private async Task<UploadResult?> UploadInSlotAsync(AskedRequest asked, FileProgress file, FileSlots slots, int taken)
    {
        try
        {
            var result = await UploadAsync(asked, file, stop.Token).ConfigureAwait(false);
            if (result is { IsInLake: true, Freed: null } && IsAwaited(result.Request)) return result;
            await EndAsync(file, result).ConfigureAwait(false);
            return null;
        }
        finally
        {
            slots.Leave(taken);
        }
    }

    private bool IsAwaited(UploadRequest request) => steps.Sources.GoalOf(request) is not null || steps.Sources.AreRemoved(request);

    private async Task EndAsync(FileProgress file, UploadResult result)
    {
        progress.End(file);
        progress.CountFile();
        results.TryWrite(result);
        if (result.Error?.StopsRun == true) await stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task<UploadResult> UploadAsync(AskedRequest asked, FileProgress file, CancellationToken cancellationToken)
    {
        var request = asked.Request;
        UploadTarget? target = null;
        Upload? upload = null;
        try
        {
            target = UploadTarget.Of(request, lake);
            upload = new Upload(request, target, file, _stored, options.Notes) { RemovesSource = steps.Sources.AreRemoved(request) };
            return await UploadSettledAsync(asked, upload, cancellationToken).ConfigureAwait(false) with { Upload = upload };
        }
        catch (Exception fault)
        {
            // No exception leaves a file: each becomes its result.
            return Result(request, target, file, ErrorOf(fault, request));
        }
    }

    // A file that is to be removed, and is not there: an earlier run may have been killed while it removed it.
    private async Task<UploadResult> UploadSettledAsync(AskedRequest asked, Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            return await UploadAsync(asked, upload, cancellationToken).ConfigureAwait(false);
        }
        catch (UploadException fault) when (upload.RemovesSource && fault.Error == UploadError.FileNotFound)
        {
            if (await steps.Sources.FindFreedAsync(upload, cancellationToken).ConfigureAwait(false) is { } freed)
                return AlreadyStored(upload, freed.AssetId!) with
                {
                    Freed = freed, Size = freed.Size, Sha256 = freed.Sha256, Hash = freed.Sha256![..16],
                };
            if (disk.KindOf(upload.Request.Path) is null) throw;
            // It lay aside, and has its name again.
            return await UploadAsync(asked, upload, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<UploadResult> UploadAsync(AskedRequest asked, Upload upload, CancellationToken cancellationToken)
    {
        var request = upload.Request;
        if (request.Expected is null && await steps.FindUnreadAsync(upload, asked, cancellationToken).ConfigureAwait(false) is { } known)
            return AlreadyStored(upload, known);
        var identified = await steps.IdentifyAsync(upload, cancellationToken).ConfigureAwait(false);
        await using var disposal = identified.ConfigureAwait(false);
        if (request.Expected is { } expected && expected.Hash != identified.Hash) throw expected.Missing(request.Path);
        var answer = await asked.AnswerAsync(cancellationToken).ConfigureAwait(false);
        if (steps.Names.Find(identified, answer) is { } same)
        {
            await identified.ProveAsync(cancellationToken).ConfigureAwait(false);
            return AlreadyStored(upload, same);
        }

        var replaced = steps.Names.FindReplaced(identified, answer);
        var result = await UploadOnceAsync(identified, cancellationToken).ConfigureAwait(false);
        return replaced is not null && result.Outcome == UploadOutcome.Stored
            ? result with { Outcome = UploadOutcome.Replaced, Replaces = replaced }
            : result;
    }

    private UploadResult AlreadyStored(Upload upload, string assetId)
    {
        upload.Note($"the lake has it already: {assetId}");
        return Result(upload.Request, upload.Target, upload.Progress, error: null) with
        {
            Outcome = UploadOutcome.AlreadyStored,
            AssetId = assetId,
        };
    }

    // The same content for the same target, twice in one run, is one upload with two results.
    private async Task<UploadResult> UploadOnceAsync(IdentifiedFile file, CancellationToken cancellationToken)
    {
        var target = $"{file.Sha256}.{file.Target.Tag}";
        var (result, isOwn) = await _twins.UploadOnceAsync(target, () => BringAsync(file, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (isOwn) return result;
        // What the lake has is what this file was when it was hashed, or is promised to be: that it is so, no other file can tell.
        await file.ProveAsync(cancellationToken).ConfigureAwait(false);
        await file.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        return result with { Request = file.Upload.Request, PartsSent = 0, Duration = time.GetElapsedTime(file.Upload.Progress.StartedAt) };
    }

    private async Task<UploadResult> BringAsync(IdentifiedFile file, CancellationToken cancellationToken)
    {
        UploadException? error = null;
        try
        {
            await steps.BringAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            error = ErrorOf(fault, file.Upload.Request);
        }

        return Result(file.Upload.Request, file.Target, file.Upload.Progress, error);
    }

    private static UploadException ErrorOf(Exception fault, UploadRequest request) => fault switch
    {
        UploadException known => known,
        // One of a batch has no room where others have.
        LakeException { Error: UploadError.NamespaceFull } full => full.ToUploadException($"'{request.Path}' was not uploaded: "),
        LakeException answer => answer.ToUploadException(),
        OperationCanceledException =>
        new UploadException(UploadError.Interrupted, $"'{request.Path}' was interrupted.", "upload paused — re-run to resume"),
        _ => new UploadException(
            UploadError.ServiceFailed, $"'{request.Path}' could not be uploaded: {Redaction.Clean(fault.Message)}",
            "The state is kept; run the same command again to go on.", fault),
    };

    private UploadResult Result(UploadRequest request, UploadTarget? target, FileProgress file, UploadException? error) => new()
    {
        Request = request,
        Outcome = error is null ? UploadOutcome.Stored : error.IsPause ? UploadOutcome.Paused : UploadOutcome.Failed,
        Error = error,
        Episode = target?.Episode,
        Name = target?.Name,
        Type = target?.Type,
        Hash = file.Hash,
        Sha256 = file.Sha256,
        Size = file.Size,
        Parts = file.Parts,
        PartsSent = file.PartsSent,
        Duration = time.GetElapsedTime(file.StartedAt),
        BssId = file.BssId,
        AssetId = file.AssetId,
        EntryCount = file.EntryCount,
    };
}
