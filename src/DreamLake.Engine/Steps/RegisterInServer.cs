using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 8: registers the media as an asset with DreamLake Server.</summary>
internal sealed class RegisterInServer(ServerClient server) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.RegisterInServer;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellation)
    {
        var target = upload.Target;
        var answer = await server.RegisterAsync(target.Type, new RegisterAssetRequest
        {
            Namespace = target.Namespace,
            Space = target.Space,
            EpisodeName = target.Episode.Episode,
            Name = target.Name.Path,
            Format = target.Type.FormatOf(upload.Request.Path),
            Size = upload.Identity!.Size,
            Sha256 = upload.Digest!.Sha256,
            ContentType = target.Type.ContentTypeOf(upload.Request.Path),
            Hash = upload.Digest.Hash,
        }.WithBssId(target.Type, upload.State!.BssId!), cancellation);
        upload.LambdaUrl = Uri.TryCreate(answer.LambdaUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
        upload.Record(Name, state => state with { AssetId = answer.Id });
    }
}
