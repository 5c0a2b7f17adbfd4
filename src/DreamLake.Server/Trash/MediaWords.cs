using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Server.Trash;

/// <summary>Tells BSS which media are shown by an asset, and which lie in the trash.</summary>
/// <remarks>
/// A change of assets counts the medium's version up in its own transaction. What is told under a version is looked up after that version
/// was read, so that of two words the later is never the staler one. What could not be told is told by the sweep.
/// </remarks>
internal sealed class MediaWords(IDbContextFactory<CatalogContext> catalogs, BssClient bss)
{
    /// <summary>Notes, in the transaction that changes assets, that what BSS was told of their medium may not hold any more.</summary>
    public static Task CountUpAsync(
        CatalogContext catalog, string type, string bssId, string @namespace, CancellationToken cancellationToken) =>
        catalog.Database.ExecuteSqlAsync($"""
            INSERT INTO "media_words" ("Type", "BssId", "Namespace", "Version", "ToldVersion") VALUES ({type}, {bssId}, {@namespace}, 1, 0)
                ON CONFLICT ("Type", "BssId") DO UPDATE SET "Version" = "media_words"."Version" + 1
            """, cancellationToken);

    /// <summary>The same for what is registered: only of media of which BSS was told something before.</summary>
    public static Task CountUpKnownAsync(
        CatalogContext catalog, string type, IReadOnlyCollection<string> bssIds, CancellationToken cancellationToken) =>
        catalog.MediaWords.Where(word => word.Type == type && bssIds.Contains(word.BssId)).ExecuteUpdateAsync(
            set => set.SetProperty(word => word.Version, word => word.Version + 1), cancellationToken);

    /// <summary>Tells what holds of a medium now, where BSS was not told so far.</summary>
    /// <exception cref="Hosting.RefusalException">503 where BSS did not answer: the sweep tells it later.</exception>
    public async Task TellAsync(AssetType type, string bssId, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        var word = await catalog.MediaWords.AsNoTracking()
            .FirstOrDefaultAsync(known => known.Type == type.Word && known.BssId == bssId, cancellationToken);
        if (word is null || word.ToldVersion >= word.Version) return;
        var isShown = await catalog.Assets.AnyAsync(
            asset => asset.Type == type.Word && asset.BssId == bssId && asset.TrashedAt == null, cancellationToken);
        var state = isShown ? TrashWord.Kept : TrashWord.Trashed;
        await bss.TellAsync(type, bssId, word.Namespace, state, word.Version, cancellationToken);
        await catalog.MediaWords
            .Where(known => known.Type == type.Word && known.BssId == bssId && known.ToldVersion < word.Version)
            .ExecuteUpdateAsync(set => set.SetProperty(known => known.ToldVersion, word.Version), cancellationToken);
    }

    /// <summary>The media of which BSS has still to be told something, some of them.</summary>
    public async Task<IReadOnlyList<MediaWord>> FindUntoldAsync(int limit, CancellationToken cancellationToken)
    {
        await using var catalog = await catalogs.CreateDbContextAsync(cancellationToken);
        return await catalog.MediaWords.AsNoTracking().Where(word => word.ToldVersion < word.Version)
            .OrderBy(word => word.BssId).Take(limit).ToListAsync(cancellationToken);
    }
}
