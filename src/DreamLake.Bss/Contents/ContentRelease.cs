using DreamLake.Bss.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>Lets go of contents that nothing refers to any more: no medium, and no upload that may still be registered.</summary>
/// <remarks>
/// The row goes, and its key into the list of removals, in one transaction under the lock that registrations and inits of the content go by
/// too. So there is no state between: whoever comes later finds no content, uploads it, and is given another S3 key, for a key is claimed
/// for ever.
/// </remarks>
internal sealed class ContentRelease(
    IDbContextFactory<MediaContext> contexts, ContentTransactions transactions, BssOptions options, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>Lets go of those that lost their last medium while an upload held them, and that nothing holds any more.</summary>
    public async Task ReleaseLeftAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var left = await db.Contents.AsNoTracking()
            .Where(content => content.LeftAt != null && !db.Uploads.Any(upload => !upload.IsRegistered && upload.ContentId == content.Id))
            .OrderBy(content => content.LeftAt).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var content in left)
        {
            await transactions.RunAsync(content.Owner, content.Project, content.Hash, async inside =>
            {
                await ReleaseAsync(inside, content.Id, cancellationToken);
                return true;
            }, cancellationToken);
        }
    }

    /// <summary>Lets go of a content, in a transaction under its lock, unless something refers to it.</summary>
    public async Task ReleaseAsync(MediaContext db, long contentId, CancellationToken cancellationToken)
    {
        var asked = await db.Contents.AsNoTracking().FirstOrDefaultAsync(content => content.Id == contentId, cancellationToken);
        if (asked is null) return;
        var root = asked.SameAs ?? asked.Id;
        // Copies have no bytes of their own: they go with what they are copies of.
        var family = await db.Contents.Where(content => content.Id == root || content.SameAs == root).ToListAsync(cancellationToken);
        var ids = family.ConvertAll(content => content.Id);
        var original = family.Find(content => content.Id == root)!;
        if (await db.Media.AnyAsync(medium => ids.Contains(medium.ContentId), cancellationToken))
        {
            original.LeftAt = null;
            return;
        }

        if (await db.Uploads.AnyAsync(upload => upload.ContentId != null && ids.Contains(upload.ContentId.Value) && !upload.IsRegistered
            && (upload.State == UploadState.Completed || upload.State == UploadState.Comparing), cancellationToken))
        {
            original.LeftAt ??= time.GetUtcNow();
            return;
        }

        await db.Verifications.Where(verification => ids.Contains(verification.ContentId)).ExecuteDeleteAsync(cancellationToken);
        await db.Ranges.Where(ranges => ids.Contains(ranges.ContentId)).ExecuteDeleteAsync(cancellationToken);
        foreach (var content in family) await RemoveAsync(db, content, cancellationToken);
    }

    private async Task RemoveAsync(MediaContext db, Content content, CancellationToken cancellationToken)
    {
        db.Contents.Remove(content);
        // Whoever was given an address of it may be reading it still.
        var (key, due) = (content.Key, (time.GetUtcNow() + options.DownloadUrlLifetime).UtcTicks);
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "removals" ("Key", "DueAt") VALUES ({key}, {due}) ON CONFLICT DO NOTHING""", cancellationToken);
    }
}
