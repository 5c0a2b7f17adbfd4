using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>DreamLake Server, as an uploading client knows it.</summary>
internal sealed class ServerClient(ControlCalls calls, Pipelines pipelines)
{
    /// <summary>Registers media as an asset.</summary>
    public Task<NewAsset> RegisterAsync(AssetType type, RegisterAssetRequest request, CancellationToken cancellationToken) =>
        calls.PostAsync(
        pipelines.Control,
        type.ServerRoute,
        request,
        RequestJson.Default.RegisterAssetRequest,
        ProtocolJson.Default.RegisterAssetResponse,
        answer => answer is { Id: { Length: > 0 } id }
            ? new NewAsset(id, answer.LambdaUrl)
            : throw new LakeException(ResponseClassifier.OfUnreadable(isPage: false), "DreamLake Server's answer lacks id."),
        cancellationToken);
}

/// <summary>An asset that DreamLake Server has registered.</summary>
/// <param name="Id">The server's id.</param>
/// <param name="LambdaUrl">Where to have it split, as the server wrote it.</param>
internal sealed record NewAsset(string Id, string? LambdaUrl);
