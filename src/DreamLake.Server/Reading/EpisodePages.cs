using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Reading;

/// <summary>Lists episodes page by page, with how much they hold.</summary>
internal sealed class EpisodePages(IDbContextFactory<CatalogContext> catalogs)
{
    /// <summary>One page of the episodes that a bearer may read, by namespace, space and name; a space comes before its episodes.</summary>
    /// <param name="query">Which.</param>
    /// <param name="bearer">Who asks.</param>
    /// <param name="after">Where the page before it ended; null for the first.</param>
    /// <param name="limit">The most episodes of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RefusalException">403 where the namespace is not the bearer's.</exception>
    public async Task<(IReadOnlyList<EpisodeListing> Episodes, EpisodeCursor? Next)> PageAsync(
        EpisodeQuery query, ClaimsPrincipal bearer, EpisodeCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var held = After(Of(catalog.Assets.Where(a => a.SupersededAt == null && a.TrashedAt == null), query, bearer), after)
            .Select(a => new
            {
                Namespace = a.Space.Parent!.Name,
                Space = a.Space.Name,
                Episode = a.Episode == null ? "" : a.Episode.Name,
                Size = a.Size ?? 0,
            });
        var episodes = await held.GroupBy(a => new { a.Namespace, a.Space, a.Episode })
            .Select(g => new { g.Key.Namespace, g.Key.Space, g.Key.Episode, Assets = g.LongCount(), Bytes = g.Sum(a => a.Size) })
            .OrderBy(e => e.Namespace).ThenBy(e => e.Space).ThenBy(e => e.Episode).Take(limit + 1)
            .ToListAsync(cancellationToken);
        var listed = episodes.Take(limit)
            .Select(e => new EpisodeListing(e.Namespace, e.Space, e.Episode.Length == 0 ? null : e.Episode, e.Assets, e.Bytes)).ToList();
        return (listed, episodes.Count > limit ? EpisodeCursor.After(listed[^1]) : null);
    }

    // Without a namespace: the bearer's own, or all where the token is the whole lake's.
    private static IQueryable<Asset> Of(IQueryable<Asset> assets, EpisodeQuery query, ClaimsPrincipal bearer)
    {
        var seesAll = bearer.OwnsLake();
        var @namespace = !string.IsNullOrEmpty(query.Namespace) ? NameRules.Normalize(query.Namespace)
            : seesAll ? null : bearer.NamespaceOf();
        // A token for one space sees that one where it names none.
        var space = !string.IsNullOrEmpty(query.Space) ? NameRules.Normalize(query.Space) : bearer.OnlySpaceOf();
        if (!seesAll && !bearer.Owns(@namespace, space)) throw RefusalException.NotYours();
        if (@namespace is not null) assets = assets.Where(a => a.Space.Parent!.Name == @namespace);
        if (space is null) return assets;
        return assets.Where(a => a.Space.Name == space);
    }

    private static IQueryable<Asset> After(IQueryable<Asset> assets, EpisodeCursor? after) => after is null ? assets : assets.Where(a =>
        string.Compare(a.Space.Parent!.Name, after.Namespace) > 0
        || (a.Space.Parent!.Name == after.Namespace
            && (string.Compare(a.Space.Name, after.Space) > 0
                || (a.Space.Name == after.Space && a.Episode != null && string.Compare(a.Episode.Name, after.Episode) > 0))));
}

/// <summary>The query of <c>GET /episodes</c>. What is empty was left out.</summary>
/// <param name="Namespace">The namespace; left out, all that the bearer may read.</param>
/// <param name="Space">The space; left out, each.</param>
internal sealed record EpisodeQuery(string? Namespace, string? Space);
