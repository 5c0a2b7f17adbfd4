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
        await RequireRoomAsync(medium, cancellationToken);
        await KeepAsync(medium.Id, dispatchId, medium.ContentId, cancellationToken);
        await DispatchAsync(cancellationToken);
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

    /// <summary>One that was taken before is taken again: it needs no further room.</summary>
    private async Task RequireRoomAsync(Medium medium, CancellationToken cancellationToken)
    {
        if ((await FindAsync([medium.Id], cancellationToken)).Count > 0) return;
        if ((await jobs.FindAsync([medium.Id], cancellationToken)) is [{ Status: not AssetStatus.Failed }]) return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await db.PendingSplits.CountAsync(
            split => db.Media.Any(other => other.Id == split.MediaId && other.Owner == medium.Owner), cancellationToken);
        try
        {
            await jobs.RequireRoomAsync(medium.Owner, pending, cancellationToken);
        }
        catch (TooManyJobsException full)
        {
            throw new RefusalException(StatusCodes.Status429TooManyRequests, full.Message) 
            {
                RetryAfter = full.RetryAfter,
                Reason = RefusalReason.WaitingJobs,
            };
        }
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
        var due = await (
            from split in db.PendingSplits
            join medium in db.Media on split.MediaId equals medium.Id
            join own in db.Contents on split.ContentId equals own.Id
            join content in db.Contents on own.SameAs ?? own.Id equals content.Id
            where medium.TrashedAt == null && content.State == ContentState.Proven
                && !db.Verifications.Any(verification => verification.ContentId == content.Id)
                && (medium.Sha256 == null || medium.Sha256 == content.Sha256)
            select new { split, medium, content }).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var one in due)
        {
            AssetType.TryFromWord(one.medium.Type, out var type);
            var job = new SplitJob(one.medium.Id, type!, one.medium.Owner, one.medium.Project, one.content.Key, one.split.DispatchId)
            {
                Size = one.medium.Size,
                Sha256 = one.content.Sha256,
            };
            if (!await TryDispatchAsync(job, cancellationToken)) continue;
            await db.PendingSplits.Where(split => split.MediaId == one.split.MediaId && split.DispatchId == one.split.DispatchId)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }

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
}
