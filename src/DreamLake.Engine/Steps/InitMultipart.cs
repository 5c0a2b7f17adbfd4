using DreamLake.Engine.Services;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 3: starts a multipart upload and saves the state for the first time.</summary>
internal sealed class InitMultipart(BssClient bss, TimeProvider time) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.InitMultipart;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        var target = upload.Target;
        var request = new InitRequest(target.Namespace, target.Space, upload.Digest!.Hash, target.Type.ContentTypeOf(upload.Request.Path));
        var answer = await bss.InitAsync(target.Type, request, cancellationToken).ConfigureAwait(false);
        upload.Adopt(new UploadState
        {
            UploadId = answer.UploadId!,
            Key = answer.Key!,
            TotalParts = upload.Plan!.Count,
            ChecksumAlgorithm = answer.ChecksumAlgorithm,
        }.Describe(upload, time.GetUtcNow()));
    }
}
