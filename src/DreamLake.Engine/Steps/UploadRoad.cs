using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Steps;

/// <summary>The road: the steps in their order. A step that the state says was done is passed over, and that is resume.</summary>
/// <param name="steps">The steps, in the protocol's order.</param>
internal sealed class UploadRoad(IReadOnlyList<IUploadStep> steps)
{
    /// <summary>Takes an upload along the road to its end. Starting over, and sending what S3 turned out to lack, each happen once.</summary>
    public async Task TravelAsync(Upload upload, CancellationToken cancellationToken)
    {
        var remedies = new HashSet<RetryDecision>();
        while (true)
        {
            try
            {
                await RunAsync(upload, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (LakeException fault) when (fault.RetryDecision == RetryDecision.SendMissing && remedies.Add(fault.RetryDecision))
            {
                upload.Note($"S3 lacks parts that it had confirmed ({fault.Message.TrimEnd('.')}); what is missing is sent again", isWarning: true);
            }
            catch (LakeException fault) when (fault.RetryDecision == RetryDecision.StartOver && remedies.Add(fault.RetryDecision))
            {
                upload.Note($"The lake no longer knows what an earlier run sent ({fault.Message.TrimEnd('.')}); the upload starts over.", isWarning: true);
                upload.Forget();
            }
        }
    }

    private async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (IsDone(upload, step.Name)) continue;
            cancellationToken.ThrowIfCancellationRequested();
            upload.Step = step.Name;
            await step.RunAsync(upload, cancellationToken).ConfigureAwait(false);
        }
    }

    // The registration with the server is repeated by every run that has not ended: its answer carries a fresh lambdaUrl, which is never saved.
    private static bool IsDone(Upload upload, UploadStepName step) => step switch
    {
        UploadStepName.IdentifyFile => upload.Digest is not null,
        UploadStepName.FindState => upload.Writer is not null,
        UploadStepName.RegisterInServer or UploadStepName.TriggerLambda => false,
        _ => upload.State is { } state && state.Step >= step,
    };
}
