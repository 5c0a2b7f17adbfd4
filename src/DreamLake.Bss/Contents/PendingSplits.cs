using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>Splits that were asked for: each is dispatched once its content is proven and not in doubt, and never before.</summary>
internal sealed class PendingSplits(IDbContextFactory<MediaContext> contexts, JobQueue jobs)
{
    private const string AfterDoubt = "after-doubt";

    /// <summary>Takes a split, and dispatches it where its content is proven.</summary>
    /// <exception cref="RefusalException">429: its owner has as many waiting as one may have.</exception>
    public async Task AddAsync(Medium medium, string dispatchId, CancellationToken cancellationToken)
    {
        if (await FindReadyAsync(medium.Id, cancellationToken) is { } ready)
        {
            // Most are: a job is on the disk as soon as it is dispatched, and need not be kept here before.
            await DispatchAsync(ready.JobOf(dispatchId), cancellationToken);
            return;
        }

        await RequireRoomAsync(medium, cancellationToken);
        await KeepAsync(medium.Id, dispatchId, medium.ContentId, cancellationToken);
        // Proven since that look at it: whoever settled it may have looked here before this was kept.
        if (await FindReadyAsync(medium.Id, cancellationToken) is { } proven)
            await HandOverAsync(proven, dispatchId, cancellationToken);
    }

    /// <summary>
    /// Takes a split again that failed for other bytes than were verified, for when its content is proven anew. Once: where it meets other
    /// bytes again, what lies between the Lambda and S3 is for a person to look at.
    /// </summary>
    public Task RedoAsync(Medium medium, CancellationToken cancellationToken) =>
        KeepAsync(medium.Id, AfterDoubt, medium.ContentId, cancellationToken);

    private async Task KeepAsync(string mediaId, string dispatchId, long contentId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "pending_splits" ("MediaId", "DispatchId", "ContentId") VALUES ({mediaId}, {dispatchId}, {contentId})
                ON CONFLICT DO NOTHING
            """, cancellationToken);
    }

    private async Task DispatchAsync(SplitJob job, CancellationToken cancellationToken)
    {
        try
        {
            await jobs.DispatchAsync(job, await CountAsync(job.Owner, cancellationToken), cancellationToken);
        }
        catch (TooManyJobsException full)
        {
            // One that was taken before is taken again: it waits for its room where it is.
            if ((await FindAsync([job.MediaId], cancellationToken)).Count == 0) throw Refused(full);
        }
    }

    /// <summary>One that was taken before is taken again: it needs no further room.</summary>
    private async Task RequireRoomAsync(Medium medium, CancellationToken cancellationToken)
    {
        if ((await FindAsync([medium.Id], cancellationToken)).Count > 0) return;
        if ((await jobs.FindAsync([medium.Id], cancellationToken)) is [{ Status: not AssetStatus.Failed }]) return;
        try
        {
            await jobs.RequireRoomAsync(medium.Owner, await CountAsync(medium.Owner, cancellationToken), cancellationToken);
        }
        catch (TooManyJobsException full)
        {
            throw Refused(full);
        }
    }

    private static RefusalException Refused(TooManyJobsException full) => new(StatusCodes.Status429TooManyRequests, full.Message)
    {
        RetryAfter = full.RetryAfter,
        Reason = RefusalReason.WaitingJobs,
    };

    /// <summary>How many of an owner's wait here.</summary>
    private async Task<int> CountAsync(string owner, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PendingSplits.CountAsync(
            split => db.Media.Any(other => other.Id == split.MediaId && other.Owner == owner), cancellationToken);
    }

    /// <summary>Those of some media that wait for their content to be proven.</summary>
    public async Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> mediaIds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PendingSplits.Where(split => mediaIds.Contains(split.MediaId))
            .Select(split => split.MediaId).ToHashSetAsync(cancellationToken);
    }

    /// <summary>
    /// Dispatches all whose content is proven by now and is not to be read back once more. The Lambda takes each once, however often it is
    /// handed over.
    /// </summary>
    public async Task DispatchAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.PendingSplits.Join(
            Ready(db), split => split.MediaId, ready => ready.Medium.Id, (split, ready) => new { split.DispatchId, Ready = ready })
            .AsNoTracking().ToListAsync(cancellationToken);
        foreach (var one in due) await HandOverAsync(one.Ready, one.DispatchId, cancellationToken);
    }

    private async Task HandOverAsync(ReadyMedium ready, string dispatchId, CancellationToken cancellationToken)
    {
        if (!await TryDispatchAsync(ready.JobOf(dispatchId), cancellationToken)) return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.PendingSplits.Where(split => split.MediaId == ready.Medium.Id && split.DispatchId == dispatchId)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<ReadyMedium?> FindReadyAsync(string mediaId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Ready(db).AsNoTracking().FirstOrDefaultAsync(ready => ready.Medium.Id == mediaId, cancellationToken);
    }

    private static IQueryable<ReadyMedium> Ready(MediaContext db) =>
        from medium in db.Media
        join own in db.Contents on medium.ContentId equals own.Id
        join content in db.Contents on own.SameAs ?? own.Id equals content.Id
        where medium.TrashedAt == null && content.State == ContentState.Proven
            && !db.Verifications.Any(verification => verification.ContentId == content.Id)
            && (medium.Sha256 == null || medium.Sha256 == content.Sha256)
        select new ReadyMedium { Medium = medium, Content = content };

    /// <summary>False: its owner has as many waiting as one may have. It stays here and is handed over later; others' go on.</summary>
    private async Task<bool> TryDispatchAsync(SplitJob job, CancellationToken cancellationToken)
    {
        try
        {
            await jobs.DispatchAsync(job, cancellationToken);
            return true;
        }
        catch (TooManyJobsException)
        {
            return false;
        }
    }

    /// <summary>A medium whose content may be split.</summary>
    private sealed class ReadyMedium
    {
        public required Medium Medium { get; init; }

        public required Content Content { get; init; }

        public SplitJob JobOf(string dispatchId)
        {
            AssetType.TryFromWord(Medium.Type, out var type);
            return new SplitJob(Medium.Id, type!, Medium.Owner, Medium.Project, Content.Key, dispatchId)
            {
                Size = Medium.Size,
                Sha256 = Content.Sha256,
            };
        }
    }
}
