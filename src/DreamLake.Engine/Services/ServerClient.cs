using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>DreamLake Server, as an uploading client knows it.</summary>
internal sealed class ServerClient(ControlCalls calls, Pipelines pipelines)
{
    /// <summary>Registers media as an asset.</summary>
    public async Task<RegisterAssetAnswer> RegisterAsync(AssetType type, RegisterAssetRequest request, CancellationToken cancellation)
    {
        var answer = await calls.PostAsync(pipelines.Control, type.ServerRoute, request, ProtocolJson.Default.RegisterAssetRequest, ProtocolJson.Default.RegisterAssetAnswer, cancellation);
        return answer is { Id.Length: > 0 }
            ? answer
            : throw new LakeFault(Verdict.StopFile, UploadError.AnswerNotUnderstood, "DreamLake Server's answer lacks id.", AnswerTable.OfUnreadable(isPage: false).Advice);
    }
}
