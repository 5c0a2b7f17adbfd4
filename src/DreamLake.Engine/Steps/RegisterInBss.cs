using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 7: registers the stored content as media with BSS.</summary>
internal sealed class RegisterInBss(BssClient bss) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.RegisterInBss;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
    {
        upload.ReleaseContent();
        var target = upload.Target;
        try
        {
            var answer = await bss.RegisterAsync(target.Type, new RegisterMediaRequest
            {
                Name = target.Name.Path,
                Owner = target.Namespace,
                Project = target.Space,
                EpisodeId = target.Episode.Episode,
                StagingHash = upload.Digest!.Hash,
                Format = target.Type.FormatOf(upload.Request.Path),
                Size = upload.Identity!.Size,
                Sha256 = upload.Digest.Sha256,
                ContentType = target.Type.ContentTypeOf(upload.Request.Path),
            }, cancellationToken).ConfigureAwait(false);
            upload.EntryCount = answer.EntryCount;
            upload.Record(Name, state => state with { BssId = answer.Id });
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            // Nothing lies under the hash: what was believed stored is not there.
            throw new LakeException(new ResponseClass(RetryDecision.StartOver, UploadError.ServiceFailed, fault.Advice), fault.Message, fault);
        }
    }
}
