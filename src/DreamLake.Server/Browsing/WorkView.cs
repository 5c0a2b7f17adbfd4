using DreamLake.Hosting;
using DreamLake.Hosting.Work;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Browsing;

/// <summary>What is under way, and what an admin does about it.</summary>
public sealed class WorkView
{
    private readonly IDbContextFactory<CatalogContext> _catalogs;
    private readonly BssClient _bss;

    internal WorkView(IDbContextFactory<CatalogContext> catalogs, BssClient bss) => (_catalogs, _bss) = (catalogs, bss);

    /// <summary>What BSS has under way of what the viewer may see, and which assets its jobs are of.</summary>
    /// <exception cref="RefusalException">503: BSS did not tell.</exception>
    public async Task<ShownWork> GetAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var work = await _bss.WorkAsync(viewer.Authorization, cancellationToken);
        var ids = work.Jobs.Select(job => job.MediaId).ToList();
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        // One content may be the asset of others too, whose ids are not for this viewer.
        var spaces = await LakeTree.SpacesOfAsync(catalog, viewer, cancellationToken);
        var kept = catalog.Assets.Where(asset => ids.Contains(asset.BssId) && asset.TrashedAt == null);
        if (spaces is not null) kept = kept.Where(asset => spaces.Contains(asset.SpaceId));
        var assets = await kept
            .OrderBy(asset => asset.RegisteredAt).Select(asset => new { asset.BssId, asset.Id }).ToListAsync(cancellationToken);
        var byMedium = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in assets) byMedium[asset.BssId] = asset.Id;
        return new ShownWork(work, byMedium);
    }

    /// <summary>Has the failed split of an asset run again.</summary>
    /// <exception cref="RefusalException">
    /// 403: it is for admins. 404: there is no such asset that they may see. 429: too many wait. 503: BSS did not answer.
    /// </exception>
    public async Task RetryAsync(Viewer viewer, string assetId, CancellationToken cancellationToken)
    {
        if (!viewer.IsAdmin)
            throw new RefusalException(StatusCodes.Status403Forbidden, "Only an admin's token has a split run again. Nothing was changed.");
        await using var catalog = await _catalogs.CreateDbContextAsync(cancellationToken);
        var (asset, type) = await VisibleAssets.FindAsync(catalog, viewer, assetId, cancellationToken);
        await _bss.SplitAsync(type, asset.BssId, asset.Id, asset.Space.Parent!.Name, cancellationToken);
    }
}

/// <summary>What is under way.</summary>
/// <param name="Work">As BSS tells it.</param>
/// <param name="Assets">The asset's id for the medium of a job, where there is one.</param>
public sealed record ShownWork(LakeWork Work, IReadOnlyDictionary<string, string> Assets);
