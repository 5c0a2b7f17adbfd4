using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>DreamLake Server, as an uploading client knows it.</summary>
internal sealed class ServerClient(ControlCalls calls, Pipelines pipelines)
{
    private const int PageSize = 1000;

    /// <summary>Registers media as an asset.</summary>
    public Task<NewAsset> RegisterAsync(AssetType type, RegisterAssetRequest request, CancellationToken cancellationToken) =>
        calls.PostGatheredAsync(
        pipelines.Control,
        type.ServerRoute,
        type.ServerRoute + "/batch",
        new GatheredMessage(JsonSerializer.SerializeToUtf8Bytes(request, RequestJson.Default.RegisterAssetRequest)),
        ProtocolJson.Default.RegisterAssetResponse,
        answer => answer is { Id: { Length: > 0 } id }
            ? new NewAsset(id, answer.LambdaUrl)
            : throw new LakeException(ResponseClassifier.OfUnreadable(isPage: false), "DreamLake Server's answer lacks id."),
        cancellationToken);

    /// <summary>What there is under each of up to 1,000 names of one episode, in their order.</summary>
    public async Task<IReadOnlyList<FoundAsset?>> LookUpAsync(IReadOnlyList<UploadTarget> targets, CancellationToken cancellationToken)
    {
        var question = new LookupRequest(
            targets[0].Namespace, targets[0].Space, targets[0].Episode.Episode,
            [.. targets.Select(target => new AssetToFind(target.Type.Word, target.Name.Path))]);
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
        var place = PlaceQuery(episode) + Parameter("prefix", name.Path);
        var answer = ProtocolJson.Default.IReadOnlyListListedAsset;
        var listed = await calls.GetAsync(pipelines.Control, type.ServerRoute + place, answer, cancellationToken).ConfigureAwait(false);
        // A listing shows the newest version of a name: another upload may have brought one since.
        return listed.FirstOrDefault(asset => asset?.Id == id) ?? await FindByIdAsync(type, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A page of a place's assets of one type, by name.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="place">Their episode or space, with the namespace.</param>
    /// <param name="prefix">How their names begin; null for all.</param>
    /// <param name="shown">Which of them: a parameter of the query, empty for the present ones.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ListingPage<ListedAsset>> ListAsync(
        AssetType type, EpisodeAddress place, string? prefix, string shown, string? cursor, CancellationToken cancellationToken) =>
        ListPageAsync(
            type.ServerRoute + PlaceQuery(place) + Parameter("prefix", prefix) + shown,
            ProtocolJson.Default.IReadOnlyListListedAsset, cursor, cancellationToken);

    /// <summary>A page of the episodes that the token may read.</summary>
    /// <param name="space">Only those of this space, with its namespace; null for all.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ListingPage<EpisodeListing>> ListEpisodesAsync(
        EpisodeAddress? space, string? cursor, CancellationToken cancellationToken) =>
        ListPageAsync(
            "/episodes" + (space is null ? "?" : PlaceQuery(space)), ProtocolJson.Default.IReadOnlyListEpisodeListing, cursor,
            cancellationToken);

    /// <summary>A presigned address of the content of a place's newest asset of a name.</summary>
    public async Task<string> DownloadAsync(AssetType type, EpisodeAddress place, AssetName name, CancellationToken cancellationToken)
    {
        var path = $"{type.ServerRoute}/download{PlaceQuery(place)}&path={Uri.EscapeDataString(name.Path)}";
        var answer = await calls.GetAsync(pipelines.Control, path, ProtocolJson.Default.DownloadResponse, cancellationToken)
            .ConfigureAwait(false);
        return answer.Url
            ?? throw new LakeException(ResponseClassifier.OfUnreadable(isPage: false), "DreamLake Server's answer to download lacks url.");
    }

    /// <summary>Puts an asset into the trash.</summary>
    public Task<TrashedAsset> RemoveAsync(AssetType type, string id, bool allVersions, CancellationToken cancellationToken) =>
        calls.CallAsync(
            pipelines.Control, HttpMethod.Delete,
            $"{type.ServerRoute}/{Uri.EscapeDataString(id)}{(allVersions ? "?allVersions=true" : "")}",
            ProtocolJson.Default.TrashedAsset, cancellationToken);

    /// <summary>Takes an asset out of the trash; null where there is none of this type.</summary>
    public async Task<TrashedAsset?> RestoreAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.CallAsync(
                pipelines.Control, HttpMethod.Post, $"{type.ServerRoute}/{Uri.EscapeDataString(id)}/restore",
                ProtocolJson.Default.TrashedAsset, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            return null;
        }
    }

    private Task<ListingPage<T>> ListPageAsync<T>(
        string path, JsonTypeInfo<IReadOnlyList<T>> type, string? cursor, CancellationToken cancellationToken) =>
        calls.GetPageAsync(pipelines.Control, $"{path}&limit={PageSize}{Parameter("cursor", cursor)}", type, cancellationToken);

    private static string PlaceQuery(EpisodeAddress place) =>
        $"?namespace={Uri.EscapeDataString(place.Namespace!)}&space={Uri.EscapeDataString(place.Space)}"
        + Parameter("episode", place.Episode);

    private static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    /// <summary>An asset by its id, newest or not; null where there is none of this type.</summary>
    public async Task<ListedAsset?> FindByIdAsync(AssetType type, string id, CancellationToken cancellationToken)
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
