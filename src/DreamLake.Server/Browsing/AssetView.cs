using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using DreamLake.Server.Reading;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Browsing;

/// <summary>One asset, or one episode, with all that is shown beside it.</summary>
public sealed class AssetView
{
    /// <summary>The most versions, tracks and cameras that are told.</summary>
    public const int Most = 50;

    private readonly IDbContextFactory<CatalogContext> _catalogs;
    private readonly ShownStatuses _statuses;
    private readonly BssAddresses _addresses;
    private readonly BssClient _bss;

    internal AssetView(IDbContextFactory<CatalogContext> catalogs, ShownStatuses statuses, BssAddresses addresses, BssClient bss) =>
        (_catalogs, _statuses, _addresses, _bss) = (catalogs, statuses, addresses, bss);

    /// <summary>An asset of any type by its id.</summary>
    /// <exception cref="RefusalException">404: there is none that the viewer may see.</exception>
    public async Task<ShownAsset> GetAsync(Viewer viewer, string id, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (asset, type) = await VisibleAssets.FindAsync(catalog, viewer, id, cancellationToken);
        await _statuses.RefreshAsync([asset], viewer, cancellationToken);
        var versions = await catalog.Assets.AsNoTracking()
            .Where(a => a.ParentId == asset.ParentId && a.Type == asset.Type && a.Name == asset.Name && a.TrashedAt == null)
            .OrderByDescending(a => a.CreatedAt).Take(Most)
            .Select(a => new AssetVersion(a.Id, a.CreatedAt, a.SupersededAt, a.Size)).ToListAsync(cancellationToken);
        return new ShownAsset(type, Listed(type, asset), versions, await TracksAsync(catalog, asset, cancellationToken));
    }

    /// <summary>The videos of an episode that play, and its tracks.</summary>
    /// <exception cref="RefusalException">403: it is not the viewer's. 404: there is no such episode.</exception>
    public async Task<ShownEpisode> EpisodeAsync(
        Viewer viewer, string @namespace, string space, string episode, CancellationToken cancellationToken)
    {
        var place = Place.Of(@namespace, space, episode).For(viewer.Bearer);
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (_, node) = await catalog.FindNodesAsync(place, cancellationToken);
        var videos = await AssetRows.WithPlace(LakeTree.Current(catalog))
            .Where(a => a.EpisodeId == node!.Id && a.Type == AssetType.Video.Word)
            .OrderBy(a => a.Name).Take(Most).AsNoTracking().ToListAsync(cancellationToken);
        await _statuses.RefreshAsync(videos, viewer, cancellationToken);
        var playing = videos.Where(video => video.StreamHash is not null).Select(video => Listed(AssetType.Video, video)).ToList();
        return new ShownEpisode(playing, videos.Count - playing.Count, await TracksOfAsync(catalog, node!.Id, cancellationToken));
    }

    /// <summary>A presigned address of an asset's content, which saves it under its own file name.</summary>
    /// <exception cref="RefusalException">404: none that the viewer may see. 409: its bytes are not served. 503: no BSS.</exception>
    public async Task<string> DownloadUrlAsync(Viewer viewer, string id, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (asset, type) = await VisibleAssets.FindAsync(catalog, viewer, id, cancellationToken);
        var fileName = AssetName.Parse(asset.Name).Leaf;
        return await _bss.DownloadUrlAsync(
            type, asset.BssId, fileName, asset.Space.Parent!.Name, viewer.Authorization, cancellationToken);
    }

    /// <summary>The entries of a track with their times, as JSON.</summary>
    /// <exception cref="RefusalException">404: there is no such track that the viewer may see. 503: no BSS.</exception>
    public async Task<byte[]> EntriesAsync(Viewer viewer, string id, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (asset, type) = await VisibleAssets.FindAsync(catalog, viewer, id, cancellationToken);
        if (type.IsStreamed) throw RefusalException.NotFound("This asset has no entries.");
        return await _bss.EntriesAsync(type, asset.BssId, viewer.Authorization, cancellationToken);
    }

    /// <summary>What is known of a source and its streams, as JSON.</summary>
    /// <exception cref="RefusalException">404: there is no such asset that plays and that the viewer may see. 503: no BSS.</exception>
    public async Task<byte[]> MetadataAsync(Viewer viewer, string id, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (asset, type) = await VisibleAssets.FindAsync(catalog, viewer, id, cancellationToken);
        if (!type.IsStreamed) throw RefusalException.NotFound("This asset is not split.");
        return await _bss.MetadataAsync(type, asset.BssId, viewer.Authorization, cancellationToken);
    }

    private AssetListing Listed(AssetType type, Asset asset) =>
        _addresses.ListingOf(type, asset.Space.Parent!.Name, asset) with { Namespace = asset.Space.Parent!.Name, Space = asset.Space.Name };

    private static Task<List<AssetTrack>> TracksAsync(CatalogContext catalog, Asset asset, CancellationToken cancellationToken) =>
        asset.EpisodeId is { } episode
            ? TracksOfAsync(catalog, episode, cancellationToken)
            : TracksAsync(LakeTree.Current(catalog).Where(a => a.ParentId == asset.ParentId), cancellationToken);

    private static Task<List<AssetTrack>> TracksOfAsync(CatalogContext catalog, long episodeId, CancellationToken cancellationToken) =>
        TracksAsync(LakeTree.Current(catalog).Where(a => a.EpisodeId == episodeId), cancellationToken);

    private static Task<List<AssetTrack>> TracksAsync(IQueryable<Asset> assets, CancellationToken cancellationToken) => assets
        .Where(a => a.Type == AssetType.LabelTrack.Word || a.Type == AssetType.TextTrack.Word)
        .OrderBy(a => a.Type).ThenBy(a => a.Name).Take(Most)
        .Select(a => new AssetTrack(a.Id, a.Type, a.Name)).ToListAsync(cancellationToken);
}

/// <summary>An asset with what is shown beside it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Asset">It, with signed addresses that are good from now on.</param>
/// <param name="Versions">All that have or had its name, the newest first; it is one of them.</param>
/// <param name="Tracks">The label and text tracks of its episode; of its folder where it hangs under its space.</param>
public sealed record ShownAsset(
    AssetType Type, AssetListing Asset, IReadOnlyList<AssetVersion> Versions, IReadOnlyList<AssetTrack> Tracks);

/// <summary>An episode as it is played.</summary>
/// <param name="Cameras">Its videos that play, by name.</param>
/// <param name="Waiting">How many more there are that do not play, or not yet.</param>
/// <param name="Tracks">Its label and text tracks.</param>
public sealed record ShownEpisode(IReadOnlyList<AssetListing> Cameras, int Waiting, IReadOnlyList<AssetTrack> Tracks);

/// <summary>A version of an asset.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was registered, UTC.</param>
/// <param name="SupersededAt">When another took its place, UTC; null for the present one.</param>
/// <param name="Size">Bytes, where they were told.</param>
public sealed record AssetVersion(string Id, DateTimeOffset CreatedAt, DateTimeOffset? SupersededAt, long? Size);

/// <summary>A track whose entries have times.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">The word of its type.</param>
/// <param name="Name">Its name.</param>
public sealed record AssetTrack(string Id, string Type, string Name);
