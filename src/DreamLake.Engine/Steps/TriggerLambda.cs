using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;

namespace DreamLake.Engine.Steps;

/// <summary>Step 9: triggers the Lambda. Then the upload is over and its state goes.</summary>
internal sealed class TriggerLambda(LambdaClient lambda) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.TriggerLambda;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            if (upload.LambdaUrl is { } url) await lambda.TriggerAsync(url, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status is >= 400 and < 500 and not (408 or 425 or 429))
        {
            upload.Note($"the lake would not begin to split it ({fault.Message.TrimEnd('.')}); the file is stored and registered all the same", isWarning: true);
        }

        upload.Finish();
    }
}
