using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Trash;

/// <summary>Purges assets from the trash, and their media where no other asset refers to them.</summary>
/// <remarks>
/// First the row says that it is being purged, then BSS purges, then the row goes: cut off anywhere, the same again goes on from there.
/// </remarks>
internal sealed class TrashPurge(
    IDbContextFactory<CatalogContext> catalogs, AssetTrash trash, MediaWords words, BssClient bss, ServerOptions options, TimeProvider time)
{
    /// <summary>Purges an asset now, from the trash or not: what an admin asks for.</summary>
    /// <exception cref="RefusalException">
    /// 403: the bearer is no admin, or it is another's. 404. 409: it was registered again meanwhile, and stays. 503: BSS did not answer.
    /// </exception>
    public async Task PurgeAsync(
        AssetType type, string id, bool allVersions, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        if (!bearer.IsAdmin())
            throw new RefusalException(
                StatusCodes.Status403Forbidden,
                "Only an admin's token purges. Without 'purge' the asset goes into the trash, and by itself after its time.");
        await trash.RemoveAsync(type, id, allVersions, bearer, cancellationToken);
        foreach (var version in await VersionsAsync(type, id, allVersions, bearer, cancellationToken))
        {
            if (!await TryPurgeAsync(type, version, cancellationToken))
                throw new RefusalException(
                    StatusCodes.Status409Conflict, $"The asset {version} was registered again meanwhile, and was not purged.");
        }
    }

    /// <summary>Purges some of those whose time in the trash is over, and goes on with those that were begun.</summary>
    public async Task PurgeDueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var before = time.GetUtcNow() - options.TrashLifetime;
        var due = await catalog.Assets.Where(asset => asset.TrashedAt != null && (asset.TrashedAt <= before || asset.PurgingAt != null))
            .OrderBy(asset => asset.TrashedAt).Take(limit).Select(asset => new { asset.Id, asset.Type }).ToListAsync(cancellationToken);
        foreach (var asset in due)
        {
            if (AssetType.TryFromWord(asset.Type, out var type)) await TryPurgeAsync(type, asset.Id, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> VersionsAsync(
        AssetType type, string id, bool allVersions, ClaimsPrincipal bearer, CancellationToken cancellationToken)
    {
        if (!allVersions) return [id];
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var asset = await AssetTrash.GetAsync(catalog, type, id, bearer, cancellationToken);
        return await catalog.Assets
            .Where(a => a.ParentId == asset.ParentId && a.Type == asset.Type && a.Name == asset.Name && a.TrashedAt != null)
            .Select(a => a.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Purges one; false where it is in the trash no more, or BSS has its medium registered again: it stays in the trash.
    /// </summary>
    private async Task<bool> TryPurgeAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(type, id, cancellationToken) is not { } claimed) return false;
        if (claimed.IsLast
            && !await bss.TellAsync(type, claimed.BssId, claimed.Namespace, TrashWord.Purged, claimed.Version, cancellationToken))
        {
            await using var back = await catalogs.CreateDbContextAsync(cancellationToken);
            await back.Assets.Where(asset => asset.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(asset => asset.PurgingAt, (DateTimeOffset?)null), cancellationToken);
            return false;
        }

        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        await catalog.Assets.Where(asset => asset.Id == id && asset.PurgingAt != null).ExecuteDeleteAsync(cancellationToken);
        if (!claimed.IsLast) await words.TellAsync(type, claimed.BssId, cancellationToken);
        else await catalog.MediaWords.Where(word => word.Type == type.Word && word.BssId == claimed.BssId)
            .ExecuteDeleteAsync(cancellationToken);
        return true;
    }

    private async Task<Claimed?> ClaimAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await catalog.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var isClaimed = await catalog.Assets.Where(asset => asset.Id == id && asset.TrashedAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(asset => asset.PurgingAt, now), cancellationToken);
        if (isClaimed == 0) return null;
        var asset = await catalog.Assets.AsNoTracking().Include(a => a.Space).ThenInclude(space => space.Parent)
            .FirstAsync(a => a.Id == id, cancellationToken);
        var @namespace = asset.Space.Parent!.Name;
        // The lock of the medium's row: of two that are purged at once, the second finds the first claimed.
        await MediaWords.CountUpAsync(catalog, asset.Type, asset.BssId, @namespace, cancellationToken);
        var version = await catalog.MediaWords.Where(word => word.Type == asset.Type && word.BssId == asset.BssId)
            .Select(word => word.Version).FirstAsync(cancellationToken);
        var hasOthers = await catalog.Assets.AnyAsync(
            other => other.Type == asset.Type && other.BssId == asset.BssId && other.Id != id && other.PurgingAt == null,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Claimed(asset.BssId, @namespace, version, IsLast: !hasOthers);
    }

    /// <summary>An asset that is being purged.</summary>
    private sealed record Claimed(string BssId, string Namespace, long Version, bool IsLast);
}
