using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 3: starts a multipart upload and saves the state for the first time.</summary>
internal sealed class InitMultipart(BssClient bss, TimeProvider time) : IUploadStep<FreshUpload, OpenMultipart>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.InitMultipart;

    /// <inheritdoc/>
    public async Task<OpenMultipart> RunAsync(FreshUpload from, CancellationToken cancellationToken)
    {
        var file = from.File;
        var target = file.Target;
        var request = new InitRequest(target.Namespace, target.Space, file.Hash, target.Type.ContentTypeOf(file.Path));
        var opened = await bss.InitAsync(target.Type, request, cancellationToken).ConfigureAwait(false);
        var state = new UploadState
        {
            UploadId = opened.UploadId,
            Key = opened.Key,
            TotalParts = file.Plan.Count,
            ChecksumAlgorithm = opened.ChecksumAlgorithm,
        };
        return new OpenMultipart(from.Locked, new UploadJournal(file, from.Writer, file.Describe(state, time.GetUtcNow())));
    }
}
