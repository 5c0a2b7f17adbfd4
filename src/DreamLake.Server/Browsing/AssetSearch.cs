using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Browsing;

/// <summary>Finds assets by a part of their name, their type and their status, the newest first.</summary>
public sealed class AssetSearch
{
    // As many as are under way at once in a busy lake: what is older than these was looked at since.
    private const int MostRefreshed = 200;

    // For so many spaces each one's newest are taken from its own index; for more, all of them are put in order.
    private const int MostSpacesApart = 32;

    private readonly IDbContextFactory<CatalogContext> _catalogs;
    private readonly ShownStatuses _statuses;

    internal AssetSearch(IDbContextFactory<CatalogContext> catalogs, ShownStatuses statuses) =>
        (_catalogs, _statuses) = (catalogs, statuses);

    /// <summary>One page of what is found.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="asked">What for.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RowPage<AssetRow>> FindAsync(
        Viewer viewer, AssetQuestion asked, int page, CancellationToken cancellationToken)
    {
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var spaces = await LakeTree.SpacesOfAsync(catalog, viewer, cancellationToken);
        var visible = LakeTree.In(catalog, spaces);
        if (!string.IsNullOrEmpty(asked.Status)) await RefreshUnfinishedAsync(visible, viewer, cancellationToken);
        var matching = asked.IsOfAll && spaces is { Count: > 0 and <= MostSpacesApart }
            ? NewestOfEach(catalog, spaces, (page * RowPage<AssetRow>.Length) + 1)
            : Matching(catalog, visible, asked);
        var found = await NewestFirst(AssetRows.WithPlace(matching))
            .Skip((page - 1) * RowPage<AssetRow>.Length).Take(RowPage<AssetRow>.Length + 1)
            .AsNoTracking().ToListAsync(cancellationToken);
        await _statuses.RefreshAsync(found, viewer, cancellationToken);
        return RowPage<AssetRow>.Of(found.ConvertAll(AssetRows.Of), page);
    }

    private static IQueryable<Asset> NewestOfEach(CatalogContext catalog, List<long> spaces, int most) => spaces
        .Select(space => NewestFirst(LakeTree.Current(catalog).Where(a => a.SpaceId == space)).Take(most))
        .Aggregate((some, more) => some.Concat(more));

    private static IOrderedQueryable<Asset> NewestFirst(IQueryable<Asset> assets) =>
        assets.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id);

    private static IQueryable<Asset> Matching(CatalogContext catalog, IQueryable<Asset> assets, AssetQuestion asked)
    {
        if (!string.IsNullOrEmpty(asked.Type)) assets = assets.Where(a => a.Type == asked.Type);
        if (!string.IsNullOrEmpty(asked.Status)) assets = assets.Where(a => a.Status == asked.Status);
        if (string.IsNullOrWhiteSpace(asked.Name)) return assets;
        var pattern = $"%{Escaped(NameRules.Normalize(asked.Name.Trim()))}%";
        // Each database has a form of its own that does not mind the case of letters.
        return catalog.Database.IsNpgsql()
            ? assets.Where(a => EF.Functions.ILike(a.Name, pattern, "\\"))
            : assets.Where(a => EF.Functions.Like(a.Name, pattern, "\\"));
    }

    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    // A status is known as of the last look at it: the newest that have not come to their end are asked after before one is searched by.
    private async Task RefreshUnfinishedAsync(IQueryable<Asset> visible, Viewer viewer, CancellationToken cancellationToken)
    {
        var unfinished = await AssetRows.WithPlace(visible)
            .Where(a => a.Status == AssetStatus.Stored || a.Status == AssetStatus.Processing)
            .OrderByDescending(a => a.CreatedAt).Take(MostRefreshed).AsNoTracking().ToListAsync(cancellationToken);
        await _statuses.RefreshAsync(unfinished, viewer, cancellationToken);
    }
}

/// <summary>What is looked for. What is null or empty is not asked.</summary>
/// <param name="Name">A part of the name; the case of letters does not matter.</param>
/// <param name="Type">The word of a type.</param>
/// <param name="Status">A status.</param>
public sealed record AssetQuestion(string? Name, string? Type, string? Status)
{
    /// <summary>Whether nothing is asked: every asset is found.</summary>
    internal bool IsOfAll => string.IsNullOrWhiteSpace(Name) && string.IsNullOrEmpty(Type) && string.IsNullOrEmpty(Status);
}
