using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Steps;

/// <summary>Step 9: triggers the Lambda. Then the upload is over and its state goes, unless its file is to be removed.</summary>
internal sealed class TriggerLambda(LambdaClient lambda) : IUploadStep<RegisteredAsset, FinishedUpload>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.TriggerLambda;

    /// <inheritdoc/>
    public async Task<FinishedUpload> RunAsync(RegisteredAsset from, CancellationToken cancellationToken)
    {
        try
        {
            if (from.LambdaUrl is { } url) await lambda.TriggerAsync(url, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status is >= 400 and < 500 and not (408 or 425 or 429))
        {
            var reason = fault.Message.TrimEnd('.');
            from.File.Upload.Note(
                $"the lake would not begin to split it ({reason}); the file is stored and registered all the same", isWarning: true);
        }

        if (from.File.Upload.RemovesSource)
        {
            // All is done but the removal of the file, which waits for the lake's proof: a kill does not forget that.
            from.Journal.Record(Name, state => state with { RemovesSource = true });
            from.File.Upload.KeptState = from.Writer.Path;
        }
        else
        {
            from.Journal.Finish();
        }

        return new FinishedUpload(from.Locked, from.Writer);
    }
}
