using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>DreamLake Server, as an uploading client knows it.</summary>
internal sealed class ServerClient(ControlCalls calls, Pipelines pipelines)
{
    /// <summary>Registers media as an asset.</summary>
    public Task<RegisterAssetResponse> RegisterAsync(AssetType type, RegisterAssetRequest request, CancellationToken cancellationToken) =>
        calls.PostAsync(pipelines.Control, type.ServerRoute, request, RequestJson.Default.RegisterAssetRequest, ProtocolJson.Default.RegisterAssetResponse, answer =>
        {
            if (answer is not { Id.Length: > 0 }) throw new LakeException(ResponseClassifier.OfUnreadable(isPage: false), "DreamLake Server's answer lacks id.");
        }, cancellationToken);
}
