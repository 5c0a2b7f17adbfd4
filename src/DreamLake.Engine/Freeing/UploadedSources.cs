using DreamLake.Disk;
using DreamLake.Engine.Checking;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Freeing;

/// <summary>The last step of an upload that is to remove its file: recorded in the state before, and the state goes after.</summary>
/// <param name="store">Where states and files are.</param>
/// <param name="word">The lake's word.</param>
/// <param name="lake">The lake.</param>
/// <param name="options">How uploads run, and how files are freed.</param>
/// <param name="time">The clock.</param>
internal sealed class UploadedSources(StateStore store, LakeWord word, LakeConnection lake, UploadOptions options, TimeProvider time)
{
    private readonly FileFreeing? _freeing = store.Disk is ISourceDisk disk
        ? new FileFreeing(disk, word, lake, (options.RemoveSource ?? new FreeOptions()) with { Calls = options }, time)
        : null;

    /// <summary>Whether a file is to be removed, by this run's options or by an earlier run's.</summary>
    public bool AreRemoved(UploadRequest request) => options.RemoveSource is not null || request.RemovesSource;

    /// <summary>What is waited for before a file is looked at to be removed; null where nothing is.</summary>
    public WaitFor? GoalOf(UploadRequest request) =>
        options.WaitFor ?? (AreRemoved(request) && options.RemoveSource is not { WaitsForProof: false } ? WaitFor.Verified : null);

    /// <summary>Removes the file of an upload that has ended. It throws nothing.</summary>
    /// <returns>The upload's result, with what came of it.</returns>
    public async Task<UploadResult> RemoveAsync(UploadResult result, FileProgress file, CancellationToken cancellationToken)
    {
        // Paused: the next run goes on with it. Else nothing is removed, and no state has to remember it.
        if (result.Error is { IsPause: true }) return result;
        if (result.Error is not null || result.Upload is not { } upload || _freeing is null) return Ended(result);
        file.Begin(UploadStepName.RemoveSource);
        var freed = await _freeing.FreeAsync(upload.Request.Path, upload.Target, upload.HashedNow, found: null, cancellationToken)
            .ConfigureAwait(false);
        if (freed.Outcome is FreeOutcome.Kept && (freed.Error is { IsPause: true } || cancellationToken.IsCancellationRequested))
            return result with { Outcome = UploadOutcome.Paused, Error = freed.Error ?? Interrupted(upload), Freed = freed };
        if (freed.Outcome is not FreeOutcome.Freed)
            upload.Note($"it is stored, and its source is kept: {freed.Error?.Message ?? freed.Reason}", isWarning: true);
        return Ended(result with { Freed = freed });
    }

    /// <summary>Settles what an earlier run left, where a file is not there: it may have been taken aside, or removed.</summary>
    /// <returns>The result of a file that was removed on this lake's proof; null where it was not.</returns>
    public async Task<FreeResult?> FindFreedAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (await FindLineAsync(upload, cancellationToken).ConfigureAwait(false) is not { } line) return null;
        foreach (var (path, state) in store.OfContentNow(line.Sha256[..16]))
        {
            if (state.Target == upload.Target.ToState() && state.Type == upload.Target.Type) Forget(path, line.Sha256, upload.Target);
        }

        return new FreeResult
        {
            Path = upload.Request.Path,
            Outcome = FreeOutcome.Freed,
            Episode = upload.Target.Episode,
            Name = upload.Target.Name,
            AssetId = line.AssetId,
            Size = line.Size,
            Sha256 = line.Sha256,
            VerifiedAt = line.VerifiedAt,
        };
    }

    private async Task<FreedLine?> FindLineAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (_freeing is null) return null;
        try
        {
            await _freeing.SettleAsync(cancellationToken).ConfigureAwait(false);
            return _freeing.FindFreed(upload.Target, upload.Request.Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // That the file is not there is the error to tell.
            return null;
        }
    }

    private UploadResult Ended(UploadResult result)
    {
        if (result is { Upload: { KeptState: { } path } upload, Sha256: { } sha256 }) Forget(path, sha256, upload.Target);
        return result;
    }

    // Under the upload's lock: what another process has begun for this target since is its own.
    private void Forget(string path, string sha256, UploadTarget target)
    {
        try
        {
            using var hold = store.TryLock(sha256, target.Tag, out _);
            if (hold is null || store.Read(path).State is not { RemovesSource: true, Step: UploadStepName.TriggerLambda } state) return;
            if (state.File?.Sha256 == sha256) new DurableFiles(store.Disk, time).DeleteUnflushed(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            options.Notes?.Invoke(new UploadNote(path, $"this state is over, and cannot be removed: {fault.Message}", IsWarning: true));
        }
    }

    private static UploadException Interrupted(Upload upload) => new(
        UploadError.Interrupted, $"'{upload.Request.Path}' is stored; it was interrupted before its room was freed.",
        "Run the same command again to go on; nothing is sent twice.");
}
