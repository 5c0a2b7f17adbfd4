using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Trash;

/// <summary>Puts assets into the trash and takes them out of it.</summary>
/// <remarks>
/// An asset in the trash leaves its name: the version before it shows again. Taken out, it has its name back, unless another was registered
/// under it since: then it comes back as a former version of that.
/// </remarks>
internal sealed class AssetTrash(IDbContextFactory<CatalogContext> catalogs, MediaWords words, ServerOptions options, TimeProvider time)
{
    private const int Rounds = 20;

    /// <summary>Puts an asset into the trash; one that is there already stays as it is.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="allVersions">Whether all versions of its name go with it.</param>
    /// <param name="bearer">Who asks.</param>
    /// <param name="cancellationToken">Gives up; what was written stays, and BSS is told of it later.</param>
    /// <exception cref="RefusalException">403, 404; 503 where BSS did not answer, which is told later.</exception>
    public async Task<TrashedAsset> RemoveAsync(
        AssetType type, string id, bool allVersions, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var (asset, shown, media) = await WriteAsync(
            catalog => RemoveAsync(catalog, type, id, allVersions, bearer, cancellationToken), cancellationToken);
        foreach (var bssId in media) await words.TellAsync(type, bssId, cancellationToken);
        return new TrashedAsset(asset.Id)
        {
            Name = asset.Name,
            TrashedAt = asset.TrashedAt,
            PurgedAfter = asset.TrashedAt + options.TrashLifetime,
            ShownAgain = shown?.Id,
        };
    }

    /// <summary>Takes an asset out of the trash; one that is not there stays as it is.</summary>
    /// <exception cref="RefusalException">403, 404; 503 where BSS did not answer, which is told later.</exception>
    public async Task<TrashedAsset> RestoreAsync(AssetType type, string id, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var (asset, present, media) = await WriteAsync(
            catalog => RestoreAsync(catalog, type, id, bearer, cancellationToken), cancellationToken);
        foreach (var bssId in media) await words.TellAsync(type, bssId, cancellationToken);
        return new TrashedAsset(asset.Id) { Name = asset.Name, SupersededBy = present?.Id };
    }

    private async Task<Change> RemoveAsync(
        CatalogContext catalog, AssetType type, string id, bool allVersions, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var asset = await GetAsync(catalog, type, id, bearer, cancellationToken);
        var going = allVersions
            ? await VersionsOf(catalog, asset).Where(version => version.TrashedAt == null).ToListAsync(cancellationToken)
            : asset.TrashedAt is null ? [asset] : [];
        var hadName = asset is { TrashedAt: null, SupersededAt: null };
        foreach (var version in going) version.TrashedAt = time.GetUtcNow();
        // Before another has the name: no two have it at once.
        await catalog.SaveChangesAsync(cancellationToken);
        var shown = hadName && !allVersions ? await NewestAsync(catalog, asset, cancellationToken) : null;
        if (shown is not null) shown.SupersededAt = null;
        return await CountedAsync(catalog, asset, shown, going, cancellationToken);
    }

    private async Task<Change> RestoreAsync(
        CatalogContext catalog, AssetType type, string id, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var asset = await GetAsync(catalog, type, id, bearer, cancellationToken);
        if (asset.TrashedAt is not { } trashedAt) return new Change(asset, null, [asset.BssId]);
        var present = await VersionsOf(catalog, asset)
            .FirstOrDefaultAsync(version => version.TrashedAt == null && version.SupersededAt == null, cancellationToken);
        var now = time.GetUtcNow();
        var givesWay = present is not null && asset.SupersededAt is null && present.RegisteredAt <= trashedAt;
        if (givesWay)
        {
            present!.SupersededAt = now;
            await catalog.SaveChangesAsync(cancellationToken);
        }
        else if (present is not null)
        {
            asset.SupersededAt ??= now;
        }

        asset.TrashedAt = null;
        return await CountedAsync(catalog, asset, givesWay ? null : present, [asset], cancellationToken);
    }

    private static async Task<Change> CountedAsync(
        CatalogContext catalog, Asset asset, Asset? other, List<Asset> changed, CancellationToken cancellationToken)
    {
        var @namespace = asset.Space.Parent!.Name;
        // In one order everywhere, so that two requests never wait for each other in a circle. A medium that was counted before, and could
        // not be told of, is told of now.
        foreach (var bssId in changed.Select(version => version.BssId).Distinct().Order(StringComparer.Ordinal))
            await MediaWords.CountUpAsync(catalog, asset.Type, bssId, @namespace, cancellationToken);
        return new Change(asset, other, [.. changed.Select(version => version.BssId).Append(asset.BssId).Distinct()]);
    }

    private async Task<Change> WriteAsync(Func<CatalogContext, Task<Change>> change, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
                await using var transaction = await catalog.Database.BeginTransactionAsync(cancellationToken);
                var changed = await change(catalog);
                await catalog.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return changed;
            }
            catch (Exception fault) when (WriteConflict.IsBehind(fault) && round < Rounds)
            {
                // Another request wrote first: the next round finds what it wrote.
            }
        }
    }

    /// <summary>An asset in the trash or not, of somebody who may change it.</summary>
    public static async Task<Asset> GetAsync(
        CatalogContext catalog, AssetType type, string id, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        var asset = await catalog.Assets.Include(a => a.Parent).Include(a => a.Space).ThenInclude(space => space.Parent)
                .FirstOrDefaultAsync(a => a.Id == id && a.Type == type.Word && a.PurgingAt == null, cancellationToken)
            ?? throw RefusalException.NotFound(
                $"There is no {type.Word} asset with the id '{NameRules.Printable(id)}', in the trash or not.");
        return bearer.Owns(asset.Space.Parent!.Name, asset.Space.Name) ? asset : throw RefusalException.NotYours();
    }

    private static IQueryable<Asset> VersionsOf(CatalogContext catalog, Asset asset) =>
        catalog.Assets.Where(other => other.ParentId == asset.ParentId && other.Type == asset.Type && other.Name == asset.Name);

    private static Task<Asset?> NewestAsync(CatalogContext catalog, Asset asset, CancellationToken cancellationToken) =>
        VersionsOf(catalog, asset).Where(version => version.TrashedAt == null && version.SupersededAt != null)
            .OrderByDescending(version => version.SupersededAt).ThenByDescending(version => version.RegisteredAt)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>What was changed: the asset, the one that has its name now, and the media that BSS has to be told of.</summary>
    private sealed record Change(Asset Asset, Asset? Other, IReadOnlyList<string> Media);
}
