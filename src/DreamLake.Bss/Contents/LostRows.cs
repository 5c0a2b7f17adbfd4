using DreamLake.Bss.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>Gives media whose row in the table of contents was lost the row of the same bytes that came since.</summary>
internal static class LostRows
{
    /// <summary>Mends those that the inventory named, in the transaction that takes a content into the table.</summary>
    /// <remarks>Only those that it named: to look for others, every upload would go through all media.</remarks>
    /// <param name="db">The transaction's context.</param>
    /// <param name="content">The content, which is saved in it.</param>
    /// <param name="removedAt">When the bytes go that the lost rows had.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MendNamedAsync(
        MediaContext db, Content content, DateTimeOffset removedAt, CancellationToken cancellationToken)
    {
        var named = await db.Strays
            .Where(stray => stray.Kind == StrayKind.LostRow && stray.Owner == content.Owner && stray.Project == content.Project
                && stray.Hash == content.Hash)
            .Select(stray => stray.Subject).ToListAsync(cancellationToken);
        if (named.Count > 0) await MendAsync(db, named, content, removedAt, cancellationToken);
    }

    /// <summary>Mends those of some media that lost their row, and that mean this content.</summary>
    public static async Task MendAsync(
        MediaContext db, IReadOnlyCollection<string> mediaIds, Content content, DateTimeOffset removedAt,
        CancellationToken cancellationToken)
    {
        var sha256 = content.Sha256 ?? content.Promised;
        // One that was registered anew under the same name has the content already: two would be the same medium.
        var meant = await db.Media
            .Where(medium => mediaIds.Contains(medium.Id) && !db.Contents.Any(row => row.Id == medium.ContentId)
                && (sha256 == null || medium.Sha256 == null || medium.Sha256 == sha256)
                && !db.Media.Any(other => other.ContentId == content.Id && other.Type == medium.Type && other.Owner == medium.Owner
                    && other.Project == medium.Project && other.Episode == medium.Episode && other.Name == medium.Name))
            .Select(medium => medium.Id).ToListAsync(cancellationToken);
        await db.Media.Where(medium => meant.Contains(medium.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(medium => medium.ContentId, content.Id), cancellationToken);
        var mended = db.Strays.Where(stray => meant.Contains(stray.Subject));
        var left = mended.Where(stray => stray.Key != "").Select(stray => stray.Key).Distinct();
        foreach (var key in await left.ToListAsync(cancellationToken))
        {
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "removals" ("Key", "DueAt") VALUES ({key}, {removedAt.UtcTicks}) ON CONFLICT DO NOTHING""",
                cancellationToken);
        }

        await mended.ExecuteDeleteAsync(cancellationToken);
    }
}
