using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Waiting;

/// <summary>Waits for what the lake does by itself with files that are stored: it reads them back, and splits them.</summary>
/// <remarks>
/// What no waiting would change is given up after <see cref="UploadOptions.Patience"/>.
/// </remarks>
/// <param name="server">Lists assets.</param>
/// <param name="patience">How long a status that does not go on by itself is waited on.</param>
/// <param name="time">The clock.</param>
internal sealed class LakeWait(ServerClient server, TimeSpan patience, TimeProvider time) : IDisposable
{
    private readonly AssetWait _wait = new(server, patience, time);

    /// <summary>Waits for a stored file.</summary>
    /// <param name="stored">The file's result so far.</param>
    /// <param name="goal">What is waited for.</param>
    /// <param name="file">How far it is, for faces.</param>
    /// <param name="cancellationToken">Leaves it to the lake.</param>
    /// <returns>Its result, with the asset as the lake lists it. It throws nothing.</returns>
    public async Task<UploadResult> WaitAsync(UploadResult stored, WaitFor goal, FileProgress file, CancellationToken cancellationToken)
    {
        var rules = new WaitRules(goal, stored.Request.Path, stored.Sha256);
        ListedAsset? seen = null;
        UploadException? error = null;
        try
        {
            file.Begin(UploadStepName.AwaitVerified);
            var awaited = new AwaitedAsset(stored.Type!, stored.Episode!, stored.Name!, stored.AssetId!);
            await _wait.UntilReachedAsync(awaited, rules, asset => See(file, seen = asset), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // No exception leaves a file: each becomes its result.
            error = ErrorOf(fault, rules, seen);
        }

        return stored with
        {
            Asset = seen,
            Error = error,
            Outcome = error is null ? stored.Outcome : error.IsPause ? UploadOutcome.Paused : UploadOutcome.Failed,
            Duration = time.GetElapsedTime(file.StartedAt),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _wait.Dispose();

    private static UploadException ErrorOf(Exception fault, WaitRules rules, ListedAsset? seen) => fault switch
    {
        UploadException known => known,
        OperationCanceledException => rules.CutShort(seen, UploadError.Interrupted, why: null, inner: null),
        LakeException answer => rules.CutShort(seen, answer.Error, $": {answer.ToUploadException().Message}", answer),
        _ => rules.CutShort(seen, UploadError.ServiceFailed, $": {Redaction.Clean(fault.Message)}", fault),
    };

    private static void See(FileProgress file, ListedAsset asset)
    {
        if (asset.Verified is not null) file.Begin(UploadStepName.AwaitReady);
    }
}
