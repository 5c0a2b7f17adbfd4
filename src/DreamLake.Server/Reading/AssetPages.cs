using System.Runtime.CompilerServices;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Reading;

/// <summary>Lists assets page by page, with their statuses as BSS tells them: no listing is ever whole in the memory.</summary>
internal sealed class AssetPages(IDbContextFactory<CatalogContext> catalogs, AssetStatuses statuses, BssAddresses addresses)
{
    /// <summary>The most assets of one page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>One page of the assets of a type in a place, by name and then by age.</summary>
    /// <param name="query">What is listed.</param>
    /// <param name="after">Where the page before it ended; null for the first.</param>
    /// <param name="limit">The most assets of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RefusalException">404 where there is no such space or episode.</exception>
    public async Task<(IReadOnlyList<AssetListing> Assets, ListingCursor? Next)> PageAsync(
        ListingQuery query, ListingCursor? after, int limit, CancellationToken cancellationToken)
    {
        var assets = await ReadAsync(query, await FindNodesAsync(query, cancellationToken), after, limit + 1, cancellationToken);
        var hasMore = assets.Count > limit;
        if (hasMore) assets.RemoveAt(limit);
        await statuses.RefreshAsync(query.Type, query.Place.Namespace, assets, query.Authorization, cancellationToken);
        return (Listed(query, assets), hasMore ? ListingCursor.After(assets[^1]) : null);
    }

    /// <summary>All of them, as they are read.</summary>
    /// <exception cref="RefusalException">404 where there is no such space or episode, before the first.</exception>
    public async Task<IAsyncEnumerable<AssetListing>> AllAsync(ListingQuery query, CancellationToken cancellationToken)
    {
        var nodes = await FindNodesAsync(query, cancellationToken);
        return AllAsync(query, nodes, cancellationToken);
    }

    private async IAsyncEnumerable<AssetListing> AllAsync(
        ListingQuery query, (Node Space, Node? Episode) nodes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A BSS that does not tell holds the listing up once, not for every page of it.
        var bssTells = true;
        ListingCursor? after = null;
        while (true)
        {
            var assets = await ReadAsync(query, nodes, after, MaxLimit, cancellationToken);
            if (bssTells)
                bssTells = await statuses.RefreshAsync(query.Type, query.Place.Namespace, assets, query.Authorization, cancellationToken);
            foreach (var listed in Listed(query, assets)) yield return listed;
            if (assets.Count < MaxLimit) yield break;
            after = ListingCursor.After(assets[^1]);
        }
    }

    private async Task<(Node Space, Node? Episode)> FindNodesAsync(ListingQuery query, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        return await catalog.FindNodesAsync(query.Place, cancellationToken);
    }

    private async Task<List<Asset>> ReadAsync(
        ListingQuery query, (Node Space, Node? Episode) nodes, ListingCursor? after, int count, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var (spaceId, episodeId) = (nodes.Space.Id, nodes.Episode?.Id);
        var ofType = query.Shown switch
        {
            ShownAssets.AllVersions => catalog.AllOf(query.Type),
            ShownAssets.Trash => catalog.TrashedOf(query.Type),
            _ => catalog.CurrentOf(query.Type),
        };
        var ofPlace = episodeId is null ? ofType.Where(a => a.SpaceId == spaceId) : ofType.Where(a => a.EpisodeId == episodeId);
        return await After(WithPrefix(ofPlace, query.Prefix), after)
            .OrderBy(a => a.Name).ThenBy(a => a.CreatedAt).ThenBy(a => a.Id).Take(count)
            .Include(a => a.Episode).AsNoTracking().ToListAsync(cancellationToken);
    }

    private static IQueryable<Asset> After(IQueryable<Asset> assets, ListingCursor? after) => after is null ? assets : assets.Where(a =>
        string.Compare(a.Name, after.Name) > 0
        || (a.Name == after.Name
            && (a.CreatedAt > after.CreatedAt || (a.CreatedAt == after.CreatedAt && string.Compare(a.Id, after.Id) > 0))));

    private static IQueryable<Asset> WithPrefix(IQueryable<Asset> assets, string? prefix)
    {
        if (string.IsNullOrEmpty(prefix)) return assets;
        var first = NameRules.Normalize(prefix.StartsWith('/') ? prefix : "/" + prefix);
        // A range, which the index serves; LIKE would not, and in SQLite it ignores case. The bound is the last character there is.
        var beyond = first + "\U0010FFFF";
        return assets.Where(a => string.Compare(a.Name, first) >= 0 && string.Compare(a.Name, beyond) < 0);
    }

    private List<AssetListing> Listed(ListingQuery query, List<Asset> assets) =>
        assets.ConvertAll(asset => addresses.ListingOf(query.Type, query.Place.Namespace, asset));
}
