using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Media;

/// <summary>Puts media into the trash and takes them out, as DreamLake Server says, which knows the assets; and purges them.</summary>
internal sealed class MediaTrash(
    IDbContextFactory<MediaContext> contexts, ContentTransactions transactions, ContentRelease contents, PendingSplits splits,
    JobQueue jobs, BssOptions options, TimeProvider time)
{
    /// <summary>Puts a medium into the trash, or takes it out. A word that comes after a later one changes nothing.</summary>
    /// <exception cref="RefusalException">404: there is no such medium of this namespace.</exception>
    public async Task PutAsync(
        AssetType type, string id, string owner, bool isTrashed, long version, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? at = isTrashed ? time.GetUtcNow() : null;
        var changed = await db.Media
            .Where(medium => medium.Id == id && medium.Type == type.Word && medium.Owner == owner && medium.TrashVersion < version)
            .ExecuteUpdateAsync(
                set => set.SetProperty(medium => medium.TrashedAt, at).SetProperty(medium => medium.TrashVersion, version),
                cancellationToken);
        if (changed == 0 && await FindAsync(type, id, owner, cancellationToken) is null)
            throw RefusalException.NotFound($"There is no {type.Word} '{NameRules.Printable(id)}' of that namespace here.");
        // What was asked for while it was in the trash.
        if (!isTrashed) await splits.DispatchAsync(cancellationToken);
    }

    /// <summary>Purges a medium, and its content where nothing else refers to it. One that is gone stays so.</summary>
    /// <exception cref="RefusalException">409: it was taken out of the trash, or is being registered again.</exception>
    public async Task PurgeAsync(AssetType type, string id, string owner, long version, CancellationToken cancellationToken)
    {
        if (await FindAsync(type, id, owner, cancellationToken) is not { } medium) return;
        var content = await FindContentAsync(medium, cancellationToken);
        var before = time.GetUtcNow() - options.UploadLifetime;
        var splitContent = await jobs.FindSplitContentAsync(id, cancellationToken);
        var sharedSplit = await FindSharedSplitAsync(medium, cancellationToken);
        var isPurged = await transactions.RunAsync(medium.Owner, medium.Project, content?.Hash ?? medium.StagingHash, async db =>
        {
            var gone = await db.Media
                .Where(row => row.Id == id && row.TrashVersion <= version && (row.TrashedAt != null || row.RegisteredAt < before))
                .ExecuteDeleteAsync(cancellationToken);
            if (gone == 0) return !await db.Media.AnyAsync(row => row.Id == id, cancellationToken);
            await db.PendingSplits.Where(split => split.MediaId == id).ExecuteDeleteAsync(cancellationToken);
            await contents.ReleaseAsync(db, medium.ContentId, cancellationToken);
            if (splitContent is not null) await ReleaseSplitAsync(db, splitContent, cancellationToken);
            foreach (var key in sharedSplit) await RemoveAsync(db, key, cancellationToken);
            return true;
        }, cancellationToken);
        if (!isPurged)
            throw new RefusalException(StatusCodes.Status409Conflict,
                $"'{medium.Id}' was registered again, or taken out of the trash, and is not purged.");
        await jobs.ForgetAsync(id, cancellationToken);
    }

    // A split of bytes that were mended since goes by their former key; that of the content itself goes with the content.
    private async Task ReleaseSplitAsync(MediaContext db, string contentKey, CancellationToken cancellationToken)
    {
        if (await db.Contents.AnyAsync(content => content.Key == contentKey, cancellationToken)) return;
        await RemoveAsync(db, contentKey, cancellationToken);
    }

    // The playlists and pictures of a split of version 0.1, which go by their own keys: no content's key leads to them.
    private async Task<IReadOnlyList<string>> FindSharedSplitAsync(Medium medium, CancellationToken cancellationToken)
    {
        var place = StreamKeys.SharedPlace(medium.Owner, medium.Project);
        return await jobs.FindAsync([medium.Id], cancellationToken) is [{ Metadata: { } metadata } report] && report.Place == place
            ? StreamKeys.NamedBy(place, metadata)
            : [];
    }

    private Task<int> RemoveAsync(MediaContext db, string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        return db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "removals" ("Key", "DueAt") VALUES ({key}, {now}) ON CONFLICT DO NOTHING""", cancellationToken);
    }

    private async Task<Medium?> FindAsync(AssetType type, string id, string owner, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking().FirstOrDefaultAsync(
            medium => medium.Id == id && medium.Type == type.Word && medium.Owner == owner, cancellationToken);
    }

    private async Task<Content?> FindContentAsync(Medium medium, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Contents.AsNoTracking().FirstOrDefaultAsync(content => content.Id == medium.ContentId, cancellationToken);
    }
}
