using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 2: finds what an earlier run left, and asks BSS which parts S3 has.</summary>
internal sealed class FindState(StateStore store, BssClient bss, TimeProvider time) : IUploadStep<LockedUpload, UploadStage>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.FindState;

    /// <inheritdoc/>
    public async Task<UploadStage> RunAsync(LockedUpload from, CancellationToken cancellationToken)
    {
        var (path, found) = Find(from.File);
        return found is null ? Begin(from, path)
            : found.Step < UploadStepName.CompleteMultipart ? await ResumeAsync(from, path, found, cancellationToken).ConfigureAwait(false)
            : GoOnAfterComplete(from, path, found);
    }

    private (string Path, UploadState? State) Find(IdentifiedFile file)
    {
        string? free = null;
        foreach (var path in new[] { store.PathOf(file.Hash, null), OwnPath(file), OwnPathOfContent(file) })
        {
            var read = store.Read(path);
            if (read.NewerVersion is { } version) throw StateErrors.OfNewerVersion(path, file.Path, version);
            if (read.Unreadable is null)
            {
                if (read.State is null) free ??= path;
                else if (StateOwnership.IsOwn(read.State, file)) return (path, read.State);
            }
            else if (SetAside(file.Upload, path))
            {
                if (Salvage(file, read.Unreadable) is { } salvaged && StateOwnership.IsOwn(salvaged, file)) return (path, salvaged);
                free ??= path;
            }
        }

        return (free ?? OwnPathOfContent(file), null);
    }

    // The file that no other target and no other lake uses.
    private string OwnPath(IdentifiedFile file) => store.PathOf(file.Hash, file.Target.Tag);

    // Where another content of the same 16 digits has both of the others.
    private string OwnPathOfContent(IdentifiedFile file) =>
        store.PathOf(file.Hash, StateStore.TagOf($"{file.Target.Tag}\n{file.Sha256}"));

    private static UploadState? Salvage(IdentifiedFile file, byte[] unreadable) =>
        StateDocumentReader.TrySalvage(unreadable, out var uploadId, out var key)
            ? new UploadState { UploadId = uploadId, Key = key, TotalParts = file.Plan.Count }
            : null;

    private bool SetAside(Upload upload, string path)
    {
        var aside = store.SetAside(path);
        var then = aside is null ? "it is left where it is, and the upload does without it" : $"it was set aside as '{aside}'";
        upload.Note($"'{path}' cannot be read as a state; {then}", isWarning: true);
        return aside is not null;
    }

    private async Task<UploadStage> ResumeAsync(LockedUpload locked, string path, UploadState found, CancellationToken cancellationToken)
    {
        var file = locked.File;
        if (found.IsPromised && !IsOfTheseBytes(found, file))
        {
            file.Upload.Note(
                "an earlier run had not read the whole file, which may be another by now; the upload starts fresh", isWarning: true);
            return new FreshUpload(locked, store.Open(path));
        }

        var listed = await bss.PartsDoneAsync(file.Target.Type, found.UploadId, found.Key, cancellationToken).ConfigureAwait(false);
        if (listed is not null) return Adopt(locked, path, found, PartsTable.Reconcile(found, listed, file.Plan));
        // The other lake may well know it: it keeps its state.
        if (StateOwnership.IsOfAnotherLake(found, file)) return new FreshUpload(locked, store.Open(OwnPath(file)));
        if (!found.IsPromised && PartsTable.IsWhole(found, file.Plan)) return PerhapsCompleted(locked, path, found);
        file.Upload.Note("the lake no longer knows the upload that an earlier run began (expired); it starts fresh", isWarning: true);
        return new FreshUpload(locked, store.Open(path));
    }

    // What was sent before the file was read whole is of this content only if it was sent from this very file, as it is now.
    private static bool IsOfTheseBytes(UploadState found, IdentifiedFile file) =>
        found is { File.Identity: { } identity, StartedAt: { } startedAt } && identity.IsSurely(file.Identity)
        && identity.IsSettledBy(startedAt);

    private UploadStage Adopt(LockedUpload locked, string path, UploadState found, IReadOnlyList<PartDone>? parts)
    {
        var file = locked.File;
        if (parts is null)
        {
            file.Upload.Note("an earlier run cut the file into other parts; the upload starts fresh", isWarning: true);
            return new FreshUpload(locked, store.Open(path));
        }

        var journal = Journal(file, path, Marked(found) with { CompletedParts = parts });
        file.Upload.Note($"resumes with {parts.Count} of {file.Plan.Count} parts stored");
        return new OpenMultipart(locked, journal);
    }

    // All parts were there and the lake knows the upload no more: an earlier run may have died between the lake's "completed" and
    // the save of it. The registration tells, because BSS refuses a hash with nothing under it; then the road starts over.
    private StoredContent PerhapsCompleted(LockedUpload locked, string path, UploadState found)
    {
        var journal = Journal(locked.File, path, Marked(found) with { Step = UploadStepName.CompleteMultipart });
        locked.File.Upload.Note(
            "the lake knows the upload no more, though every part was sent; whether it was completed shows at the registration");
        return new StoredContent(locked, journal);
    }

    // Four keys say nothing of the content.
    private static UploadState Marked(UploadState found) =>
        found.File?.Sha256 is { Length: 64 } ? found : found with { IsOfUnknownContent = true };

    private UploadStage GoOnAfterComplete(LockedUpload locked, string path, UploadState found)
    {
        var file = locked.File;
        var isElsewhere = StateOwnership.IsOfAnotherLake(found, file);
        // What another lake registered says nothing of this one: it is asked from the first registration on.
        var journal = isElsewhere
            ? Journal(file, OwnPath(file), found with { Step = UploadStepName.CompleteMultipart, BssId = null, AssetId = null })
            : Journal(file, path, found);
        file.Upload.Note("the bytes are stored; goes on with the registration");
        return journal.State is { Step: > UploadStepName.CompleteMultipart, BssId: { } bssId }
            ? new RegisteredMedia(locked, journal, bssId)
            : new StoredContent(locked, journal);
    }

    private UploadStage Begin(LockedUpload locked, string path)
    {
        var file = locked.File;
        if (!IsStored(locked)) return new FreshUpload(locked, store.Open(path));
        file.Upload.Note("the same content is stored for another target: only registers");
        return new StoredContent(locked, Journal(file, path, UploadState.OfStoredContent(file.Key, file.Plan.Count)));
    }

    private bool IsStored(LockedUpload locked) =>
        locked.WasStoredMeanwhile
        || locked.File.Upload.Stored.Contains(locked.File.Key, locked.File.Sha256)
        || store.OfContent(locked.File.Hash).Any(entry =>
            entry.State.Step >= UploadStepName.CompleteMultipart && StateOwnership.IsOfSameBytes(entry.State, locked.File));

    private UploadJournal Journal(IdentifiedFile file, string path, UploadState state)
    {
        var writer = store.Open(path);
        try
        {
            return new UploadJournal(file, writer, file.Describe(state, time.GetUtcNow()));
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
