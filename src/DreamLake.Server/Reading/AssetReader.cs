using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Reading;

/// <summary>Reads single assets from the catalog, with their statuses as BSS tells them.</summary>
internal sealed class AssetReader(IDbContextFactory<CatalogContext> catalogs, AssetStatuses statuses, BssAddresses addresses)
{
    /// <summary>One asset by its id, superseded or not; what is in the trash is not read.</summary>
    /// <exception cref="RefusalException">404 where there is none of this type, 403 where it is not the bearer's.</exception>
    public async Task<AssetListing> GetAsync(
        AssetType type, string id, ClaimsPrincipal bearer, string? authorization, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var asset = await catalog.Assets.Include(a => a.Episode).Include(a => a.Space).ThenInclude(space => space.Parent).AsNoTracking()
                .FirstOrDefaultAsync(a => a.Id == id && a.Type == type.Word && a.TrashedAt == null, cancellationToken)
            ?? throw RefusalException.NotFound($"There is no {type.Word} asset with the id '{NameRules.Printable(id)}'.");
        var @namespace = asset.Space.Parent!.Name;
        if (!bearer.Owns(@namespace, asset.Space.Name)) throw RefusalException.NotYours();

        await statuses.RefreshAsync(type, @namespace, [asset], authorization, cancellationToken);
        return addresses.ListingOf(type, @namespace, asset) with { Namespace = @namespace, Space = asset.Space.Name };
    }

    /// <summary>BSS's id of the current asset of a name, right in its place: without an episode, under the space itself.</summary>
    /// <exception cref="RefusalException">404 where there is none.</exception>
    public async Task<string> FindBssIdAsync(AssetType type, Place place, AssetName name, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var (space, episode) = await catalog.FindNodesAsync(place, cancellationToken);
        var episodeId = episode?.Id;
        return await catalog.CurrentOf(type)
                .Where(a => a.SpaceId == space.Id && a.EpisodeId == episodeId && a.Name == name.Path)
                .Select(a => a.BssId).FirstOrDefaultAsync(cancellationToken)
            ?? throw RefusalException.NotFound($"There is no {type.Word} asset {NameRules.Printable(name.Path)} in {place}.");
    }
}
