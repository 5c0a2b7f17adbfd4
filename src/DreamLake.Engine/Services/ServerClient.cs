using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>DreamLake Server, as an uploading client knows it.</summary>
internal sealed class ServerClient(ControlCalls calls, Pipelines pipelines)
{
    /// <summary>Registers media as an asset.</summary>
    public Task<RegisterAssetAnswer> RegisterAsync(AssetType type, RegisterAssetRequest request, CancellationToken cancellation) =>
        calls.PostAsync(pipelines.Control, type.ServerRoute, request, RequestJson.Default.RegisterAssetRequest, ProtocolJson.Default.RegisterAssetAnswer, answer =>
        {
            if (answer is not { Id.Length: > 0 }) throw new LakeFault(AnswerTable.OfUnreadable(isPage: false), "DreamLake Server's answer lacks id.");
        }, cancellation);
}
