using DreamLake.Bss.Contents;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Upkeep;

/// <summary>Removes objects that nothing points at, and forgets uploads after their time.</summary>
internal sealed class Tidying(
    IDbContextFactory<MediaContext> contexts, StoredObjects objects, AbandonedUploads abandoned, ExpiredUploads expired,
    ContentRelease contents, SplitRemoval splits, SharedSplitRemoval sharedSplits, JobQueue jobs, BssOptions options, TimeProvider time)
{
    private const int AtOnce = 100;

    // An address that dispatches is good for hours: whoever posts it later than this is refused for its age.
    private static readonly TimeSpan DispatchLifetime = TimeSpan.FromDays(30);

    // They are due by days, and all that are open are listed to find them.
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(6);
    private long? _sweptAt;

    /// <summary>Does what is due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = await db.Removals.AsNoTracking().Where(removal => removal.DueAt <= now).OrderBy(removal => removal.DueAt).Take(AtOnce)
            .ToListAsync(cancellationToken);
        foreach (var removal in due)
        {
            if (SharedSplitRemoval.IsMeantBy(removal.Key))
            {
                await sharedSplits.RemoveAsync(db, removal.Key, cancellationToken);
            }
            else if (!await IsPointedAtAsync(db, removal.Key, cancellationToken))
            {
                await objects.RemoveAsync(removal.Key, cancellationToken);
                if (!await splits.TryRemoveAsync(db, removal.Key, cancellationToken)) continue;
            }

            await db.Removals.Where(row => row.Key == removal.Key).ExecuteDeleteAsync(cancellationToken);
        }

        var before = now - options.UploadLifetime;
        await db.Uploads.Where(upload => upload.ChangedAt < before).ExecuteDeleteAsync(cancellationToken);
        await contents.ReleaseLeftAsync(cancellationToken);
        await jobs.ForgetDispatchesAsync(DispatchLifetime, cancellationToken);
        await SweepAsync(cancellationToken);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (_sweptAt is { } at && time.GetElapsedTime(at) < BetweenSweeps) return;
        if (options.SweepsAbandonedUploads) await abandoned.SweepAsync(cancellationToken);
        await expired.ReleaseAsync(cancellationToken);
        _sweptAt = time.GetTimestamp();
    }

    // Bytes that count are never removed, whatever a row says.
    private static Task<bool> IsPointedAtAsync(MediaContext db, string key, CancellationToken cancellationToken) =>
        db.Contents.AnyAsync(content => content.Key == key && content.SameAs == null
            && content.State != ContentState.Rejected && content.State != ContentState.Copy, cancellationToken);
}
