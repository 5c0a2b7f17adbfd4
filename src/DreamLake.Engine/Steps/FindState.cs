using DreamLake.Engine.Services;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 2: takes the locks, finds what an earlier run left, and asks BSS which parts S3 has.</summary>
internal sealed class FindState(StateStore store, BssClient bss, TimeProvider time) : IUploadStep
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.FindState;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        var wasStoredMeanwhile = await TakeLocksAsync(upload, cancellationToken).ConfigureAwait(false);
        var (path, found) = Find(upload);
        if (found is not null && found.Step < UploadStepName.CompleteMultipart) await ResumeAsync(upload, path, found, cancellationToken).ConfigureAwait(false);
        else if (found is not null) GoOnAfterTheBytes(upload, path, found);
        else Begin(upload, path, wasStoredMeanwhile || upload.Stored.Contains(upload.Key) || OfKey(upload, store.OfContent(upload.Digest!.Hash)).Any(state => state.Step >= UploadStepName.CompleteMultipart));
    }

    private async Task<bool> TakeLocksAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            upload.TargetLock = store.TryLock(upload.Digest!.Hash, upload.Target.Tag, out var holder)
                ?? throw new UploadException(UploadError.StateLocked, $"'{upload.Request.Path}' is being uploaded already, by {holder}.", "Wait for it, or stop it; then run the same command again.");
            return await TakeContentAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.OfLocking(store.Folder, fault);
        }
    }

    // Another target's upload of the same content holds the same key in the pool: its bytes are awaited, not sent twice.
    // True where it came to its end meanwhile: its state was seen and is gone, which only an upload that is over leaves behind.
    private async Task<bool> TakeContentAsync(Upload upload, CancellationToken cancellationToken)
    {
        var wasSeen = false;
        for (var isFirst = true; (upload.ContentLock = store.TryLock(upload.Digest!.Hash, null, out var holder)) is null; isFirst = false)
        {
            if (isFirst) upload.Note($"waits for the same content, which is being uploaded by {holder}");
            wasSeen |= OfKey(upload, store.OfContentNow(upload.Digest.Hash)).Any();
            await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
        }

        return wasSeen && !OfKey(upload, store.OfContentNow(upload.Digest.Hash)).Any();
    }

    private static IEnumerable<UploadState> OfKey(Upload upload, IEnumerable<(string Path, UploadState State)> states) => states
        .Select(entry => entry.State)
        .Where(state => state.Key == upload.Key && !IsOfAnotherLake(state, upload));

    private (string Path, UploadState? State) Find(Upload upload)
    {
        var hash = upload.Digest!.Hash;
        string? free = null;
        foreach (var path in new[] { store.PathOf(hash, null), OwnPath(upload) })
        {
            var read = store.Read(path);
            if (read.NewerVersion is { } version) throw StateErrors.OfNewerVersion(path, upload.Request.Path, version);
            if (read.Unreadable is null)
            {
                if (read.State is null) free ??= path;
                else if (IsOurs(read.State, upload)) return (path, read.State);
            }
            else if (SetAside(upload, path))
            {
                if (Salvage(upload, read.Unreadable) is { } salvaged && IsOurs(salvaged, upload)) return (path, salvaged);
                free ??= path;
            }
        }

        return (free ?? OwnPath(upload), null);
    }

    // The file that no other target and no other lake uses.
    private string OwnPath(Upload upload) => store.PathOf(upload.Digest!.Hash, upload.Target.Tag);

    private static UploadState? Salvage(Upload upload, byte[] unreadable) =>
        StateDocumentReader.TrySalvage(unreadable, out var uploadId, out var key)
            ? new UploadState { UploadId = uploadId, Key = key, TotalParts = upload.Plan!.Count }
            : null;

    private bool SetAside(Upload upload, string path)
    {
        var aside = store.SetAside(path);
        upload.Note($"'{path}' cannot be read as a state; {(aside is null ? "it is left where it is, and the upload does without it" : $"it was set aside as '{aside}'")}", isWarning: true);
        return aside is not null;
    }

    // A state without a target is another client's, or a salvaged one: its key tells whose content it is. One with a target
    // is judged by that, and by its key only where that is of the pool's usual form: a BSS may choose another.
    private static bool IsOurs(UploadState state, Upload upload)
    {
        if (state.Type is not null && state.Type != upload.Target.Type) return false;
        if (state.Target is null) return state.Key == upload.Key;
        return state.Target == upload.Target.ToState() && (state.Key == upload.Key || !StagingKey.TryParse(state.Key, out _, out _, out _));
    }

    private static bool IsOfAnotherLake(UploadState state, Upload upload) => state.Lake is { } lake && lake.Name != upload.Target.Lake.Name;

    private async Task ResumeAsync(Upload upload, string path, UploadState found, CancellationToken cancellationToken)
    {
        var listed = await bss.PartsDoneAsync(upload.Target.Type, found.UploadId, found.Key, cancellationToken).ConfigureAwait(false);
        if (listed is not null) Adopt(upload, path, found, PartsTable.Reconcile(found, listed, upload.Plan!));
        else if (IsOfAnotherLake(found, upload)) upload.Writer = store.Open(OwnPath(upload)); // It may well live there: it keeps its state.
        else if (PartsTable.IsWhole(found, upload.Plan!)) CompletedUnseen(upload, path, found);
        else
        {
            upload.Writer = store.Open(path);
            upload.Note("the lake no longer knows the upload that an earlier run began (expired); it starts fresh", isWarning: true);
        }
    }

    private void Adopt(Upload upload, string path, UploadState found, IReadOnlyList<PartDone>? parts)
    {
        upload.Writer = store.Open(path);
        if (parts is null)
        {
            upload.Note("an earlier run cut the file into other parts; the upload starts fresh", isWarning: true);
            return;
        }

        upload.Adopt(found.Describe(upload, time.GetUtcNow()) with { CompletedParts = parts });
        upload.Note($"resumes with {parts.Count} of {upload.Plan!.Count} parts stored");
    }

    // All parts were there and the lake knows the upload no more: an earlier run may have died between the lake's "completed" and
    // the save of it. The registration tells, because BSS refuses a hash with nothing under it; then the road starts over.
    private void CompletedUnseen(Upload upload, string path, UploadState found)
    {
        upload.Writer = store.Open(path);
        upload.Adopt(found.Describe(upload, time.GetUtcNow()) with { Step = UploadStepName.CompleteMultipart });
        upload.Note("the lake knows the upload no more, though every part was sent; whether it was completed shows at the registration");
    }

    private void GoOnAfterTheBytes(Upload upload, string path, UploadState found)
    {
        var isElsewhere = IsOfAnotherLake(found, upload);
        upload.Writer = store.Open(isElsewhere ? OwnPath(upload) : path);
        var state = found.Describe(upload, time.GetUtcNow());
        // What another lake registered says nothing of this one: it is asked from the first registration on.
        upload.Adopt(isElsewhere ? state with { Step = UploadStepName.CompleteMultipart, BssId = null, AssetId = null } : state);
        upload.Note("the bytes are stored; goes on with the registration");
    }

    private void Begin(Upload upload, string path, bool isStored)
    {
        upload.Writer = store.Open(path);
        if (!isStored) return;
        upload.Note("the same content is stored for another target: only registers");
        upload.Adopt(UploadState.OfStoredContent(upload.Key, upload.Plan!.Count).Describe(upload, time.GetUtcNow()));
    }
}
