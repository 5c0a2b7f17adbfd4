using DreamLake.Engine.Services;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 2: takes the locks, finds what an earlier run left, and asks BSS which parts S3 has.</summary>
internal sealed class FindState(StateStore store, BssClient bss, StoredContent stored, TimeProvider time) : IUploadStep
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.FindState;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellation)
    {
        TakeTarget(upload);
        var wasAwaited = await TakeContentAsync(upload, cancellation);
        var (path, found) = Find(upload);
        var parts = found is { Step: < UploadStepName.CompleteMultipart } ? await PartsDoneAsync(upload, found, cancellation) : null;
        var isExpired = found is { Step: < UploadStepName.CompleteMultipart } && parts is null;
        if (isExpired && found!.Lake is not null && found.Lake.Name != upload.Target.Lake.Name)
        {
            // Another lake's upload, which may well live there: it keeps its state, and this one gets its own.
            (path, found) = (store.PathOf(upload.Digest!.Hash, upload.Target.Tag), null);
        }

        upload.Writer = store.Open(path);
        if (found is null && (stored.Contains(upload.Key) || (wasAwaited && !IsUnfinished(upload))))
        {
            upload.Note("the same content was stored for another target meanwhile: only registers");
            upload.Adopt(UploadState.OfStoredContent(upload.Key, upload.Plan!.Count).Describe(upload, time.GetUtcNow()));
        }

        if (found is null) return;
        if (isExpired) upload.Note("the lake no longer knows the upload that an earlier run began (expired); it starts fresh", isWarning: true);
        else Adopt(upload, found, parts);
    }

    private void TakeTarget(Upload upload)
    {
        try
        {
            store.EnsureFolder();
            upload.TargetLock = StateLock.TryTake(LockPath(upload.Digest!.Hash, upload.Target.Tag), time, out var holder)
                ?? throw new UploadException(UploadError.StateLocked, $"'{upload.Request.Path}' is being uploaded already, by {holder}.", "Wait for it, or stop it; then run the same command again.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UploadException(UploadError.StateUnwritable, $"The state folder '{store.Folder}' cannot be written: {fault.Message}", "Nothing was sent. Mend the folder's rights, or make room.", fault);
        }
    }

    // Another target's upload of the same content holds the same key in the pool: its bytes are awaited, not sent twice.
    private async Task<bool> TakeContentAsync(Upload upload, CancellationToken cancellation)
    {
        var path = LockPath(upload.Digest!.Hash, null);
        var isAwaited = false;
        while ((upload.ContentLock = StateLock.TryTake(path, time, out var holder)) is null)
        {
            if (!isAwaited) upload.Note($"waits for the same content, which is being uploaded by {holder}");
            isAwaited = true;
            await Task.Delay(LookAgain, time, cancellation);
        }

        return isAwaited;
    }

    // Whoever was waited for may have failed: then a state of the key lies there whose bytes are not stored.
    private bool IsUnfinished(Upload upload) =>
        store.All().Any(entry => entry.State.Key == upload.Key && entry.State.Step < UploadStepName.CompleteMultipart);

    private string LockPath(string hash, string? tag) => Path.ChangeExtension(store.PathOf(hash, tag), ".lock");

    private (string Path, UploadState? State) Find(Upload upload)
    {
        var hash = upload.Digest!.Hash;
        string? free = null;
        foreach (var path in new[] { store.PathOf(hash, null), store.PathOf(hash, upload.Target.Tag) })
        {
            var (state, unreadable) = StateStore.Read(path);
            if (unreadable is not null) state = Salvage(upload, path, unreadable);
            if (state is null) free ??= path;
            else if (IsOurs(state, upload)) return (path, state);
        }

        // Both names are another's only where the tag's 32 bits collide; what lies there is kept beside.
        return (free ?? SetAside(upload, store.PathOf(hash, upload.Target.Tag)), null);
    }

    private static UploadState? Salvage(Upload upload, string path, byte[] unreadable)
    {
        SetAside(upload, path);
        return StateDocumentReader.TrySalvage(unreadable, out var uploadId, out var key)
            ? new UploadState { UploadId = uploadId, Key = key, TotalParts = upload.Plan!.Count }
            : null;
    }

    private static string SetAside(Upload upload, string path)
    {
        upload.Note($"a state file could not be used and was set aside as '{StateStore.SetAside(path)}'", isWarning: true);
        return path;
    }

    // A state without a target is another client's, or a salvaged one: the key tells whose content it is.
    private static bool IsOurs(UploadState state, Upload upload) =>
        state.Key == upload.Key
        && (state.Target is null || state.Target == upload.Target.ToState())
        && (state.Type is null || state.Type == upload.Target.Type);

    private Task<IReadOnlyList<PartDone>?> PartsDoneAsync(Upload upload, UploadState state, CancellationToken cancellation) =>
        bss.PartsDoneAsync(upload.Target.Type, state.UploadId, state.Key, cancellation);

    private void Adopt(Upload upload, UploadState found, IReadOnlyList<PartDone>? listed)
    {
        var reconciled = listed is null ? found.CompletedParts : PartsTable.Reconcile(found, listed, upload.Plan!);
        if (reconciled is null)
        {
            upload.Note("an earlier run cut the file into other parts; the upload starts fresh", isWarning: true);
            return;
        }

        upload.Adopt(found.Describe(upload, time.GetUtcNow()) with { CompletedParts = reconciled });
        upload.Note($"resumes with {reconciled.Count} of {upload.Plan!.Count} parts stored");
    }
}
