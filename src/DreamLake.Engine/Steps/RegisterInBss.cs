using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 7: registers the stored content as media with BSS.</summary>
internal sealed class RegisterInBss(BssClient bss, ContentProof proof) : IUploadStep<StoredContent, RegisteredMedia>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.RegisterInBss;

    /// <inheritdoc/>
    public async Task<RegisteredMedia> RunAsync(StoredContent from, CancellationToken cancellationToken)
    {
        from.Locked.ReleaseContent();
        var file = from.File;
        try
        {
            var media = await bss.RegisterAsync(file.Target.Type, RequestFor(file), cancellationToken).ConfigureAwait(false);
            if (from.Journal.State.IsOfUnknownContent) await proof.AwaitAsync(file, media, cancellationToken).ConfigureAwait(false);
            file.Upload.Progress.EntryCount = media.EntryCount;
            from.Journal.Record(Name, state => state with { BssId = media.Id, IsOfUnknownContent = false });
            return new RegisteredMedia(from.Locked, from.Journal, media.Id);
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            // Nothing lies under the hash: what was believed stored is not there.
            throw new LakeException(
                new ResponseClass(RetryDecision.StartOver, UploadError.ServiceFailed, fault.Advice), fault.Message, fault);
        }
    }

    private static RegisterMediaRequest RequestFor(IdentifiedFile file) => new()
    {
        Name = file.Target.Name.Path,
        Owner = file.Target.Namespace,
        Project = file.Target.Space,
        EpisodeId = file.Target.Episode.Episode,
        StagingHash = file.Hash,
        Format = file.Target.Type.FormatOf(file.Path),
        Size = file.Plan.FileSize,
        Sha256 = file.Sha256,
        ContentType = file.Target.Type.ContentTypeOf(file.Path),
        ModifiedAt = file.LastWrite,
    };
}
