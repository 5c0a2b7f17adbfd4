using System.Diagnostics.CodeAnalysis;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Browsing;

/// <summary>Finds single assets for who may see them. Another's is not there: an id alone tells a stranger nothing.</summary>
internal static class VisibleAssets
{
    /// <summary>An asset by its id, with its place.</summary>
    /// <exception cref="RefusalException">404: there is none that the viewer may see.</exception>
    public static async Task<(Asset Asset, AssetType Type)> FindAsync(
        CatalogContext catalog, Viewer viewer, string id, CancellationToken cancellationToken)
    {
        var asset = await AssetRows.WithPlace(catalog.Assets).AsNoTracking()
            .FirstOrDefaultAsync(a => a.Id == id && a.TrashedAt == null, cancellationToken);
        return IsOf(viewer, asset) && AssetType.TryFromWord(asset.Type, out var type)
            ? (asset, type)
            : throw RefusalException.NotFound("There is no such asset, or it is not for this token.");
    }

    private static bool IsOf(Viewer viewer, [NotNullWhen(true)] Asset? asset) =>
        asset is not null && viewer.Bearer.Owns(asset.Space.Parent!.Name, asset.Space.Name);
}
