using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Steps;

/// <summary>Step 6: completes the multipart upload; then the bytes are stored.</summary>
internal sealed class CompleteMultipart(BssClient bss) : IUploadStep<WholeMultipart, StoredContent>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.CompleteMultipart;

    /// <inheritdoc/>
    public async Task<StoredContent> RunAsync(WholeMultipart from, CancellationToken cancellationToken)
    {
        var (file, journal) = (from.File, from.Multipart.Journal);
        await file.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        var state = journal.State;
        try
        {
            await bss.CompleteAsync(file.Target.Type, state.UploadId, state.Key, from.Parts, cancellationToken).ConfigureAwait(false);
            file.Upload.Stored.Add(file.Key, file.Digest.Sha256);
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

    // From here on the state says what S3 says, so that the road sends the rest.
    private async Task TakeWhatS3HasAsync(IdentifiedFile file, UploadJournal journal, CancellationToken cancellationToken)
    {
        var state = journal.State;
        var listed = await bss.PartsDoneAsync(file.Target.Type, state.UploadId, state.Key, cancellationToken).ConfigureAwait(false) ?? [];
        journal.Adopt(state with { CompletedParts = PartsTable.Reconcile(state, listed, file.Plan) ?? [] });
    }

    private static bool IsUnknownUpload(LakeException fault) =>
        fault.Status == 404 || (fault.Code + fault.Message).Contains("NoSuchUpload", StringComparison.Ordinal);
}
