using DreamLake.Engine.Lookup;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 8: registers the media as an asset with DreamLake Server.</summary>
/// <param name="server">The server.</param>
/// <param name="bss">BSS's address: the Lambda's is read from there where it lacks its host.</param>
/// <param name="noClobber">Whether the server refuses where another content has the name.</param>
internal sealed class RegisterInServer(ServerClient server, Uri bss, bool noClobber) : IUploadStep<RegisteredMedia, RegisteredAsset>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.RegisterInServer;

    /// <inheritdoc/>
    public async Task<RegisteredAsset> RunAsync(RegisteredMedia from, CancellationToken cancellationToken)
    {
        var file = from.File;
        var request = RequestFor(file).WithBssId(file.Target.Type, from.BssId);
        var asset = await RegisterAsync(from, request, cancellationToken).ConfigureAwait(false);
        from.Journal.Record(Name, state => state with { AssetId = asset.Id });
        return new RegisteredAsset(from.Locked, from.Journal, LambdaUrlOf(file.Upload, asset.LambdaUrl));
    }

    private async Task<NewAsset> RegisterAsync(RegisteredMedia from, RegisterAssetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await server.RegisterAsync(from.File.Target.Type, request, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status == 409 && noClobber)
        {
            throw NameErrors.Taken(from.File.Upload.Request, from.File.Target, fault.ConflictingId, fault);
        }
        catch (LakeException fault) when (fault.Status == 422)
        {
            // BSS may not know the medium any more: the next run registers it anew, which changes nothing where it does.
            from.Journal.Record(UploadStepName.CompleteMultipart, state => state with { BssId = null });
            throw;
        }
    }

    private RegisterAssetRequest RequestFor(IdentifiedFile file) => new()
    {
        Namespace = file.Target.Namespace,
        Space = file.Target.Space,
        EpisodeName = file.Target.Episode.Episode,
        Name = file.Target.Name.Path,
        Format = file.Target.Type.FormatOf(file.Path),
        Size = file.Plan.FileSize,
        Sha256 = file.Sha256,
        ContentType = file.Target.Type.ContentTypeOf(file.Path),
        Hash = file.Hash,
        IfExists = noClobber ? RegisterAssetRequest.Refuse : null,
    };

    private Uri? LambdaUrlOf(Upload upload, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Uri.TryCreate(bss, text, out var url) && url.Scheme is "http" or "https") return url;
        upload.Note("the lake gave no usable address to have it split; the file is stored and registered all the same", isWarning: true);
        return null;
    }
}
