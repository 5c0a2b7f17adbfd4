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

    /// <summary>What there is under each of up to 1,000 names, in their order.</summary>
    public async Task<IReadOnlyList<FoundAsset?>> LookUpAsync(LookupRequest question, CancellationToken cancellationToken)
    {
        var answer = await calls.PostAsync(
            pipelines.Lookup, "/assets/lookup", question, RequestJson.Default.LookupRequest, ProtocolJson.Default.LookupResponse,
            answer => answer, cancellationToken).ConfigureAwait(false);
        return answer.Items ?? [];
    }

    /// <summary>An asset as the server lists it; null where it does not.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="episode">Its episode, with the namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="id">The server's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ListedAsset?> FindAssetAsync(
        AssetType type, EpisodeAddress episode, AssetName name, string id, CancellationToken cancellationToken)
    {
        var place = $"?namespace={Uri.EscapeDataString(episode.Namespace!)}&space={Uri.EscapeDataString(episode.Space)}"
            + (episode.Episode is { } inEpisode ? $"&episode={Uri.EscapeDataString(inEpisode)}" : "")
            + $"&prefix={Uri.EscapeDataString(name.Path)}";
        var answer = ProtocolJson.Default.IReadOnlyListListedAsset;
        var listed = await calls.GetAsync(pipelines.Control, type.ServerRoute + place, answer, cancellationToken).ConfigureAwait(false);
        return listed.FirstOrDefault(asset => asset?.Id == id) ?? await FindByIdAsync(type, id, cancellationToken).ConfigureAwait(false);
    }

    // A listing shows the newest version of a name: another upload may have brought one since.
    private async Task<ListedAsset?> FindByIdAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.GetAsync(
                pipelines.Control, $"{type.ServerRoute}/{Uri.EscapeDataString(id)}", ProtocolJson.Default.ListedAsset, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status is 404 or 405)
        {
            return null;
        }
    }
}

/// <summary>An asset that DreamLake Server has registered.</summary>
/// <param name="Id">The server's id.</param>
/// <param name="LambdaUrl">Where to have it split, as the server wrote it.</param>
internal sealed record NewAsset(string Id, string? LambdaUrl);
