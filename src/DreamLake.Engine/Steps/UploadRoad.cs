using DreamLake.Engine.Resilience;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Steps;

/// <summary>
/// The road: from a file that is identified to the end of its upload. It begins at the stage that an earlier run left, and that is resume.
/// </summary>
/// <param name="findState">Step 2: takes the locks, finds what an earlier run left, and asks BSS which parts S3 has.</param>
/// <param name="initMultipart">Step 3.</param>
/// <param name="putParts">Steps 4 and 5.</param>
/// <param name="completeMultipart">Step 6.</param>
/// <param name="registerInBss">Step 7.</param>
/// <param name="registerInServer">Step 8: repeated by every run that has not ended, because its answer carries a fresh
/// <c>lambdaUrl</c>.</param>
/// <param name="triggerLambda">Step 9.</param>
internal sealed class UploadRoad(
    IUploadStep<LockedUpload, UploadStage> findState,
    IUploadStep<FreshUpload, UploadStage> initMultipart,
    IUploadStep<OpenMultipart, WholeMultipart> putParts,
    IUploadStep<WholeMultipart, StoredContent> completeMultipart,
    IUploadStep<StoredContent, RegisteredMedia> registerInBss,
    IUploadStep<RegisteredMedia, RegisteredAsset> registerInServer,
    IUploadStep<RegisteredAsset, FinishedUpload> triggerLambda)
{
    /// <summary>
    /// Takes an upload along the road to its end. Starting over, and sending what S3 turned out to lack, each happen once.
    /// </summary>
    public async Task TravelAsync(LockedUpload locked, CancellationToken cancellationToken)
    {
        var remedies = new HashSet<RetryDecision>();
        var stage = await RunAsync(findState, locked, locked.File.Upload, cancellationToken).ConfigureAwait(false);
        using var writer = stage.Writer;
        while (stage is not FinishedUpload)
        {
            try
            {
                stage = await NextAsync(stage, cancellationToken).ConfigureAwait(false);
            }
            catch (LakeException fault) when (stage is WholeMultipart whole && IsFirst(fault, RetryDecision.SendMissing, remedies))
            {
                stage.File.Upload.Note(
                    $"S3 lacks parts that it had confirmed ({Reason(fault)}); what is missing is sent again", isWarning: true);
                stage = whole.Multipart;
            }
            catch (LakeException fault) when (IsFirst(fault, RetryDecision.StartOver, remedies))
            {
                stage.File.Upload.Note(
                    $"The lake no longer knows what an earlier run sent ({Reason(fault)}); the upload starts over.", isWarning: true);
                // The state on the disk stands until the fresh upload's is saved.
                stage.File.Upload.Progress.SetParts(0, 0);
                stage = new FreshUpload(stage.Locked, stage.Writer);
            }
            catch (UploadException fault) when (fault.Error == UploadError.ChecksumDiffers)
            {
                // What was sent is of another content than its key says: nobody may go on with it.
                Forget(stage);
                throw;
            }
        }
    }

    private async Task<UploadStage> NextAsync(UploadStage stage, CancellationToken cancellationToken)
    {
        var upload = stage.File.Upload;
        // Parts may go ahead of the proof that the file is what was promised. Nothing else may.
        if (stage is not (FreshUpload or OpenMultipart)) await ProveAsync(stage, cancellationToken).ConfigureAwait(false);
        return stage switch
        {
            FreshUpload fresh => await RunAsync(initMultipart, fresh, upload, cancellationToken).ConfigureAwait(false),
            OpenMultipart open => await RunAsync(putParts, open, upload, cancellationToken).ConfigureAwait(false),
            WholeMultipart whole => await RunAsync(completeMultipart, whole, upload, cancellationToken).ConfigureAwait(false),
            StoredContent stored => await RunAsync(registerInBss, stored, upload, cancellationToken).ConfigureAwait(false),
            RegisteredMedia media => await RunAsync(registerInServer, media, upload, cancellationToken).ConfigureAwait(false),
            RegisteredAsset asset => await RunAsync(triggerLambda, asset, upload, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"No step goes on from {stage.GetType().Name}."),
        };
    }

    private static async Task ProveAsync(UploadStage stage, CancellationToken cancellationToken)
    {
        if (stage.File.IsProven) return;
        stage.File.Upload.Progress.Begin(UploadStepName.IdentifyFile);
        await stage.File.ProveAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<TTo> RunAsync<TFrom, TTo>(
        IUploadStep<TFrom, TTo> step, TFrom from, Upload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        upload.Progress.Begin(step.Name);
        return await step.RunAsync(from, cancellationToken).ConfigureAwait(false);
    }

    private static void Forget(UploadStage stage)
    {
        try
        {
            stage.Writer.Delete();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It says of itself that it is only promised, and is of use to no other file.
        }
    }

    private static bool IsFirst(LakeException fault, RetryDecision remedy, HashSet<RetryDecision> remedies) =>
        fault.RetryDecision == remedy && remedies.Add(remedy);

    private static string Reason(LakeException fault) => fault.Message.TrimEnd('.');
}
