using DreamLake.Engine;
using DreamLake.PowerShell.Waiting;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Gives pending uploads up, here and at the lake: one for a whole pipeline.</summary>
/// <remarks>
/// It stands between the cmdlet and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class PendingRemoval
{
    private readonly PendingUploads _uploads = new();

    /// <summary>Drops a state; the lake is not told.</summary>
    /// <exception cref="UploadException">The upload is under way, or its state cannot be removed.</exception>
    public void Forget(PendingUpload pending) => _uploads.Forget(pending);

    /// <summary>Has the lake drop the parts that were sent, then drops the state.</summary>
    /// <exception cref="UploadException">The lake does not answer or refuses, or the upload is under way.</exception>
    public void Abort(PendingUpload pending, LakeConnection lake, CancellationToken cancellationToken) =>
        BlockingCall.Run(() => _uploads.AbortAsync(pending, lake, cancellationToken));
}
