using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Reading;

/// <summary>Reads assets from the catalog, with their statuses as BSS tells them.</summary>
internal sealed class AssetReader(IDbContextFactory<CatalogContext> catalogs, AssetStatuses statuses, BssAddresses addresses)
{
    /// <summary>The current assets of one type in a place, by name and then by age.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="place">Their episode; a space means all of it, its episodes included.</param>
    /// <param name="prefix">How their names begin, such as <c>/camera/</c>; a missing first slash is supplied. Empty means all.</param>
    /// <param name="authorization">The caller's own, for BSS.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RefusalException">404 where there is no such space or episode.</exception>
    public async Task<IReadOnlyList<AssetListing>> ListAsync(
        AssetType type, Place place, string? prefix, string? authorization, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var (space, episode) = await FindNodesAsync(catalog, place, cancellationToken);
        var current = CurrentOf(catalog, type);
        var ofPlace = episode is null ? current.Where(a => a.SpaceId == space.Id) : current.Where(a => a.EpisodeId == episode.Id);
        var assets = await WithPrefix(ofPlace, prefix)
            .OrderBy(a => a.Name).ThenBy(a => a.CreatedAt).ThenBy(a => a.Id)
            .Include(a => a.Episode).AsNoTracking().ToListAsync(cancellationToken);

        await statuses.RefreshAsync(type, assets, authorization, cancellationToken);
        return [.. assets.Select(asset => ListingOf(type, asset))];
    }

    /// <summary>One asset by its id, superseded or not.</summary>
    /// <exception cref="RefusalException">404 where there is none of this type, 403 where it is not the bearer's.</exception>
    public async Task<AssetListing> GetAsync(
        AssetType type, string id, ClaimsPrincipal bearer, string? authorization, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var asset = await catalog.Assets.Include(a => a.Episode).Include(a => a.Space).ThenInclude(space => space.Parent).AsNoTracking()
                .FirstOrDefaultAsync(a => a.Id == id && a.Type == type.Word, cancellationToken)
            ?? throw RefusalException.NotFound($"There is no {type.Word} asset with the id '{NameRules.Printable(id)}'.");
        if (!bearer.Owns(asset.Space.Parent!.Name)) throw RefusalException.NotYours(asset.Space.Parent.Name);

        await statuses.RefreshAsync(type, [asset], authorization, cancellationToken);
        return ListingOf(type, asset);
    }

    /// <summary>BSS's id of the current asset of a name, right in its place: without an episode, under the space itself.</summary>
    /// <exception cref="RefusalException">404 where there is none.</exception>
    public async Task<string> FindBssIdAsync(AssetType type, Place place, AssetName name, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var (space, episode) = await FindNodesAsync(catalog, place, cancellationToken);
        var episodeId = episode?.Id;
        return await CurrentOf(catalog, type)
                .Where(a => a.SpaceId == space.Id && a.EpisodeId == episodeId && a.Name == name.Path)
                .Select(a => a.BssId).FirstOrDefaultAsync(cancellationToken)
            ?? throw RefusalException.NotFound($"There is no {type.Word} asset {name} in {place}.");
    }

    private static IQueryable<Asset> CurrentOf(CatalogContext catalog, AssetType type) =>
        catalog.Assets.Where(a => a.SupersededAt == null && a.Type == type.Word);

    private static async Task<(Node Space, Node? Episode)> FindNodesAsync(
        CatalogContext catalog, Place place, CancellationToken cancellationToken)
    {
        var @namespace = await catalog.FindNodeAsync(null, NodeKind.Namespace, place.Namespace, cancellationToken);
        var space = @namespace is null ? null : await catalog.FindNodeAsync(@namespace.Id, NodeKind.Space, place.Space, cancellationToken);
        if (space is null) throw RefusalException.NotFound($"There is no space '{place.Space}' in the namespace '{place.Namespace}'.");
        if (place.Episode is null) return (space, null);

        var episode = await catalog.FindNodeAsync(space.Id, NodeKind.Episode, place.Episode, cancellationToken)
            ?? throw RefusalException.NotFound($"There is no episode '{place.Episode}' in the space '{place.Namespace}@{place.Space}'.");
        return (space, episode);
    }

    private static IQueryable<Asset> WithPrefix(IQueryable<Asset> assets, string? prefix)
    {
        if (string.IsNullOrEmpty(prefix)) return assets;
        var first = prefix.StartsWith('/') ? prefix : "/" + prefix;
        // A range, which the index serves; LIKE would not, and in SQLite it ignores case. The bound is the last character there is.
        var beyond = first + "\U0010FFFF";
        return assets.Where(a => string.Compare(a.Name, first) >= 0 && string.Compare(a.Name, beyond) < 0);
    }

    private AssetListing ListingOf(AssetType type, Asset asset) => new()
    {
        Id = asset.Id,
        Name = asset.Name,
        CreatedAt = asset.CreatedAt,
        Episode = asset.Episode?.Name,
        Status = asset.Status,
        StatusReason = asset.StatusReason,
        BssId = asset.BssId,
        Size = asset.Size,
        Sha256 = asset.Sha256,
        Hash = asset.Hash,
        ContentType = asset.ContentType,
        Fps = asset.Fps,
        Lens = asset.Lens,
        Format = asset.Format,
        PlaylistUrl = asset.StreamHash is null ? null : addresses.PlaylistUrl(type, asset.BssId, asset.StreamHash),
    };
}
