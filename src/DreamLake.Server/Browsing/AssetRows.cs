using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Browsing;

/// <summary>Assets as rows that say where they are.</summary>
internal static class AssetRows
{
    /// <summary>With the nodes whose names a row holds.</summary>
    public static IQueryable<Asset> WithPlace(IQueryable<Asset> assets) =>
        assets.Include(a => a.Episode).Include(a => a.Space).ThenInclude(space => space.Parent);

    /// <summary>The row of an asset that was read <see cref="WithPlace"/>.</summary>
    public static AssetRow Of(Asset asset) => new(
        asset.Id, asset.Type, asset.Name, asset.Space.Parent!.Name, asset.Space.Name, asset.Episode?.Name,
        asset.Size, asset.CreatedAt, asset.Status, asset.StatusReason, asset.Metadata?.DurationSec);
}
