using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Browsing;

/// <summary>The tree namespace → space → episode → folders → assets, as people walk it: the newest first, a page at a time.</summary>
public sealed class LakeTree
{
    private readonly IDbContextFactory<CatalogContext> _catalogs;
    private readonly ShownStatuses _statuses;

    internal LakeTree(IDbContextFactory<CatalogContext> catalogs, ShownStatuses statuses) => (_catalogs, _statuses) = (catalogs, statuses);

    /// <summary>The namespaces that somebody may look at.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RowPage<TreeRow>> NamespacesAsync(Viewer viewer, int page, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var sums = await BySpace(await VisibleAsync(catalog, viewer, cancellationToken)).ToListAsync(cancellationToken);
        var ids = sums.Select(sum => sum.Key).ToList();
        var names = await catalog.Nodes.Where(space => ids.Contains(space.Id))
            .Select(space => new { space.Id, space.Parent!.Name }).ToDictionaryAsync(
                space => space.Id, space => space.Name, cancellationToken);
        var rows = sums.GroupBy(sum => names[sum.Key]).Select(spaces => new TreeRow(spaces.Key, Holdings.Together([.. spaces])));
        return Cut(rows, page);
    }

    /// <summary>The spaces of a namespace.</summary>
    /// <exception cref="RefusalException">403: it is not the viewer's.</exception>
    public async Task<RowPage<TreeRow>> SpacesAsync(Viewer viewer, string @namespace, int page, CancellationToken cancellationToken)
    {
        var place = Place.Of(@namespace, viewer.Bearer.OnlySpaceOf() ?? "any", episode: null).For(viewer.Bearer);
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var visible = await VisibleAsync(catalog, viewer, cancellationToken);
        var spaces = await catalog.Nodes.Where(space => space.Kind == NodeKind.Space && space.Parent!.Name == place.Namespace)
            .ToDictionaryAsync(space => space.Id, space => space.Name, cancellationToken);
        var ids = spaces.Keys.ToList();
        var sums = await BySpace(visible.Where(a => ids.Contains(a.SpaceId))).ToListAsync(cancellationToken);
        return Cut(sums.Select(sum => sum.RowOf(spaces[sum.Key])), page);
    }

    /// <summary>The episodes of a space.</summary>
    /// <exception cref="RefusalException">403: it is not the viewer's. 404: there is no such space.</exception>
    public async Task<RowPage<TreeRow>> EpisodesAsync(
        Viewer viewer, string @namespace, string space, int page, CancellationToken cancellationToken)
    {
        var place = Place.Of(@namespace, space, episode: null).For(viewer.Bearer);
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (node, _) = await catalog.FindNodesAsync(place, cancellationToken);
        var sums = await NewestFirst(
            Holdings.By(Current(catalog).Where(a => a.SpaceId == node.Id && a.EpisodeId != null).Select(a => new HeldAsset<long>
            {
                Key = a.EpisodeId!.Value, Type = a.Type, Size = a.Size ?? 0, CreatedAt = a.CreatedAt,
            })), page).ToListAsync(cancellationToken);
        var ids = sums.ConvertAll(sum => sum.Key);
        var names = await catalog.Nodes.Where(episode => ids.Contains(episode.Id))
            .ToDictionaryAsync(episode => episode.Id, episode => episode.Name, cancellationToken);
        return RowPage<TreeRow>.Of(sums.ConvertAll(sum => sum.RowOf(names[sum.Key])), page);
    }

    /// <summary>The folders right below a folder, an episode or a space.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="at">Where.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusalException">403: it is not the viewer's. 404: there is no such place.</exception>
    public async Task<RowPage<TreeRow>> FoldersAsync(Viewer viewer, TreePlace at, int page, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (space, episode) = await catalog.FindNodesAsync(at.Of(viewer), cancellationToken);
        var (spaceId, episodeId) = (space.Id, episode?.Id);
        var (prefix, beyond) = (at.Prefix, at.Prefix + "\U0010FFFF");
        // In characters, as a database counts them.
        var skipped = prefix.EnumerateRunes().Count();
        var below = Current(catalog)
            .Where(a => a.SpaceId == spaceId && a.EpisodeId == episodeId
                && string.Compare(a.Name, prefix) > 0 && string.Compare(a.Name, beyond) < 0)
            .Select(a => new { Rest = a.Name.Substring(skipped), a.Type, Size = a.Size ?? 0, a.CreatedAt })
#pragma warning disable CA1847, CA1866 // A text is what both databases look for.
            .Where(a => a.Rest.Contains("/"))
            .Select(a => new HeldAsset<string>
            {
                Key = a.Rest.Substring(0, a.Rest.IndexOf("/")), Type = a.Type, Size = a.Size, CreatedAt = a.CreatedAt,
            });
#pragma warning restore CA1847, CA1866
        var sums = await NewestFirst(Holdings.By(below), page).ToListAsync(cancellationToken);
        return RowPage<TreeRow>.Of(sums.ConvertAll(sum => sum.RowOf(sum.Key)), page);
    }

    /// <summary>The assets right in a folder, an episode or a space.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="at">Where.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusalException">403: it is not the viewer's. 404: there is no such place.</exception>
    public async Task<RowPage<AssetRow>> AssetsAsync(Viewer viewer, TreePlace at, int page, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (space, episode) = await catalog.FindNodesAsync(at.Of(viewer), cancellationToken);
        var parentId = await FolderIdAsync(catalog, (episode ?? space).Id, at, cancellationToken);
        var assets = await AssetRows.WithPlace(Current(catalog).Where(a => a.ParentId == parentId))
            .OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id)
            .Skip((page - 1) * RowPage<AssetRow>.Length).Take(RowPage<AssetRow>.Length + 1)
            .AsNoTracking().ToListAsync(cancellationToken);
        await _statuses.RefreshAsync(assets, viewer, cancellationToken);
        return RowPage<AssetRow>.Of(assets.ConvertAll(AssetRows.Of), page);
    }

    internal static IQueryable<Asset> Current(CatalogContext catalog) =>
        catalog.Assets.Where(a => a.SupersededAt == null && a.TrashedAt == null);

    /// <summary>Those that somebody may look at.</summary>
    internal static async Task<IQueryable<Asset>> VisibleAsync(
        CatalogContext catalog, Viewer viewer, CancellationToken cancellationToken) =>
        In(catalog, await SpacesOfAsync(catalog, viewer, cancellationToken));

    /// <summary>The ids of the spaces that somebody may look at, which the indexes begin with; null where it is every one.</summary>
    internal static async Task<List<long>?> SpacesOfAsync(CatalogContext catalog, Viewer viewer, CancellationToken cancellationToken)
    {
        if (viewer.SeesLake) return null;
        var (@namespace, only) = (viewer.Namespace, viewer.Bearer.OnlySpaceOf());
        return await catalog.Nodes
            .Where(node => node.Kind == NodeKind.Space && node.Parent!.Name == @namespace && (only == null || node.Name == only))
            .Select(node => node.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The assets of some spaces; of all where they are null.</summary>
    internal static IQueryable<Asset> In(CatalogContext catalog, List<long>? spaces) =>
        spaces is null ? Current(catalog) : Current(catalog).Where(a => spaces.Contains(a.SpaceId));

    private static async Task<long> FolderIdAsync(
        CatalogContext catalog, long parentId, TreePlace at, CancellationToken cancellationToken)
    {
        foreach (var name in at.Folders)
        {
            var folder = await catalog.FindNodeAsync(parentId, NodeKind.Folder, name, cancellationToken)
                ?? throw RefusalException.NotFound($"There is no folder '{NameRules.Printable(at.Prefix)}' here.");
            parentId = folder.Id;
        }

        return parentId;
    }

    private static IQueryable<HeldSum<long>> BySpace(IQueryable<Asset> assets) => Holdings.By(assets.Select(a => new HeldAsset<long>
    {
        Key = a.SpaceId, Type = a.Type, Size = a.Size ?? 0, CreatedAt = a.CreatedAt,
    }));

    private static IQueryable<HeldSum<TKey>> NewestFirst<TKey>(IQueryable<HeldSum<TKey>> sums, int page) => sums
        .OrderByDescending(sum => sum.Newest).ThenBy(sum => sum.Key)
        .Skip((page - 1) * RowPage<TreeRow>.Length).Take(RowPage<TreeRow>.Length + 1);

    private static RowPage<TreeRow> Cut(IEnumerable<TreeRow> rows, int page) => RowPage<TreeRow>.Of(
        [.. rows.OrderByDescending(row => row.Holding.Newest).ThenBy(row => row.Name, StringComparer.Ordinal)
            .Skip((page - 1) * RowPage<TreeRow>.Length).Take(RowPage<TreeRow>.Length + 1)], page);
}
