using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;

namespace DreamLake.Engine.Steps;

/// <summary>Step 6: completes the multipart upload; then the bytes are stored.</summary>
internal sealed class CompleteMultipart(BssClient bss) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.CompleteMultipart;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        await upload.EnsureUnchangedAsync(cancellationToken).ConfigureAwait(false);
        var state = upload.State!;
        try
        {
            await bss.CompleteAsync(upload.Target.Type, state.UploadId, state.Key, EveryPart.Of(upload.Plan!, upload.PartsDone), cancellationToken).ConfigureAwait(false);
            upload.Stored.Add(upload.Key);
        }
        catch (LakeException fault) when (IsUnknownUpload(fault))
        {
            // Every part was there: an earlier try may have completed it and only its answer was lost.
            // The next step tells, because BSS registers nothing that is not in the pool.
            upload.Note("the lake knows the upload no more; whether an earlier try completed it shows at the registration");
        }
        catch (LakeException fault) when (fault.RetryDecision == RetryDecision.SendMissing)
        {
            await TakeWhatS3HasAsync(upload, cancellationToken).ConfigureAwait(false);
            throw;
        }

        upload.Record(Name);
        upload.ReleaseContent();
    }

    // From here on the state says what S3 says, so that the road sends the rest.
    private async Task TakeWhatS3HasAsync(Upload upload, CancellationToken cancellationToken)
    {
        var state = upload.State!;
        var listed = await bss.PartsDoneAsync(upload.Target.Type, state.UploadId, state.Key, cancellationToken).ConfigureAwait(false) ?? [];
        upload.Adopt(state with { CompletedParts = PartsTable.Reconcile(state, listed, upload.Plan!) ?? [] });
    }

    private static bool IsUnknownUpload(LakeException fault) =>
        fault.Status == 404 || (fault.Code + fault.Message).Contains("NoSuchUpload", StringComparison.Ordinal);
}
