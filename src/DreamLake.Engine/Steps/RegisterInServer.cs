using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Step 8: registers the media as an asset with DreamLake Server.</summary>
internal sealed class RegisterInServer(ServerClient server) : IUploadStep
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.RegisterInServer;

    /// <inheritdoc/>
    public async Task RunAsync(Upload upload, CancellationToken cancellationToken)
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
        }.WithBssId(target.Type, upload.State!.BssId!), cancellationToken).ConfigureAwait(false);
        upload.LambdaUrl = LambdaUrlOf(upload, answer.LambdaUrl);
        upload.Record(Name, state => state with { AssetId = answer.Id });
    }

    // The Lambda's address is BSS's; one that lacks its host is read from there.
    private static Uri? LambdaUrlOf(Upload upload, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Uri.TryCreate(new Uri(upload.Target.Lake.Bss!), text, out var url) && url.Scheme is "http" or "https") return url;
        upload.Note("the lake gave no usable address to have it split; the file is stored and registered all the same", isWarning: true);
        return null;
    }
}
