using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>Step 6: completes the multipart upload; then the bytes are stored.</summary>
internal sealed class CompleteMultipart(StateStore store, BssClient bss) : IUploadStep<WholeMultipart, StoredContent>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.CompleteMultipart;

    /// <inheritdoc/>
    public async Task<StoredContent> RunAsync(WholeMultipart from, CancellationToken cancellationToken)
    {
        var (file, journal) = (from.File, from.Multipart.Journal);
        await file.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        journal.RecordProof();
        var state = journal.State;
        if (!state.KeepsContentsApart) Remember(file, state.Key);
#if PLANTED_FAULTS
        if (PlantedFault.Is("step-recorded-before-it-is-done")) journal.Record(Name);
#endif
        try
        {
            await bss.CompleteAsync(file.Target.Type, state.UploadId, state.Key, from.Parts, cancellationToken).ConfigureAwait(false);
            if (!state.IsOfUnknownContent) file.Upload.Stored.Add(file.Key, file.Sha256);
        }
        catch (LakeException fault) when (state.IsOfUnknownContent && IsRefusedForItsContent(fault))
        {
            // The parts that another client had sent are not of this file: with its own parts it is another upload.
            throw new LakeException(
                new ResponseClass(RetryDecision.StartOver, UploadError.ServiceFailed, fault.Advice), fault.Message, fault);
        }
        catch (LakeException fault) when (IsUnknownUpload(fault))
        {
            // Every part was there: an earlier try may have completed it and only its answer was lost.
            // The next step tells, because BSS registers nothing that is not in the pool.
            file.Upload.Note("the lake knows the upload no more; whether an earlier try completed it shows at the registration");
        }
        catch (LakeException fault) when (fault.RetryDecision == RetryDecision.SendMissing)
        {
            await TakeWhatS3HasAsync(file, journal, cancellationToken).ConfigureAwait(false);
            throw;
        }

        journal.Record(Name);
        from.Locked.ReleaseContent();
        return new StoredContent(from.Locked, journal);
    }

    // Before the lake is asked: what it completes without an answer is there all the same.
    private void Remember(IdentifiedFile file, string key)
    {
        try
        {
            if (store.CompletedKeys.TryAdd(file.Target.Lake.Name, key, file.Sha256)) return;
            // A fresh init tells whether the lake keeps both; where it does not, the upload ends there.
            throw new LakeException(
                new ResponseClass(RetryDecision.StartOver, UploadError.SameKey, "Upload it to another space."),
                $"another file of yours with the hash {file.Hash} was completed under the same key");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.OfWriting(store.CompletedKeys.FileOf(file.Sha256), file.Path, fault);
        }
    }

    // From here on the state says what S3 says, so that the road sends the rest.
    private async Task TakeWhatS3HasAsync(IdentifiedFile file, UploadJournal journal, CancellationToken cancellationToken)
    {
        var state = journal.State;
        var listed = await bss.PartsDoneAsync(file.Target.Type, state.UploadId, state.Key, cancellationToken).ConfigureAwait(false) ?? [];
        journal.Adopt(state with { CompletedParts = PartsTable.Reconcile(state, listed, file.Plan) ?? [] });
    }

    private static bool IsRefusedForItsContent(LakeException fault) =>
        fault is { Status: 409 or 422, RetryDecision: RetryDecision.StopFile };

    private static bool IsUnknownUpload(LakeException fault) =>
        fault.Status == 404 || (fault.Code + fault.Message).Contains("NoSuchUpload", StringComparison.Ordinal);
}
