using DreamLake.Engine.Resilience;

namespace DreamLake.Engine.Services;

/// <summary>The signed address that triggers the Lambda. It carries its own permission: no token goes there.</summary>
internal sealed class LambdaClient(LakeHttp http, Pipelines pipelines, TimeProvider time)
{
    /// <summary>Posts to it.</summary>
    /// <exception cref="LakeException">It refused, or did not answer.</exception>
    public async Task TriggerAsync(Uri lambdaUrl, CancellationToken cancellationToken)
    {
        try
        {
            await new ControlCalls(http, "The Lambda", lambdaUrl, getTokenAsync: null, time)
                .PostAsync(pipelines.Control, lambdaUrl, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Error is UploadError.LakeUnreachable)
        {
            // BSS and the server answered: the lake is there for the run's other files.
            throw new LakeException(
                new ResponseClass(RetryDecision.StopFile, UploadError.ServiceFailed, fault.Advice), fault.Message, fault);
        }
    }
}
