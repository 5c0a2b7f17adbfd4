using DreamLake.Bss.Tables;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>The table of contents: which bytes lie where, and how an upload's bytes come into it.</summary>
internal sealed class ContentTable(
    IDbContextFactory<MediaContext> contexts, ContentTransactions transactions, Settlement settlement, BssOptions options,
    TimeProvider time)
{
    // S3 ends an abandoned upload after a week or so: what is older than that will not be completed any more.
    private static readonly TimeSpan LongestOpen = TimeSpan.FromDays(7);

    /// <summary>A content, or for a copy the content that it is a copy of; null where there is none.</summary>
    public async Task<Content?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await FindAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>The same for several, by the ids that were asked for.</summary>
    public async Task<IReadOnlyDictionary<long, Content>> FindAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Contents.AsNoTracking().Where(content => ids.Contains(content.Id)).ToListAsync(cancellationToken);
        var others = found.Where(content => content.SameAs is not null).Select(content => content.SameAs!.Value).ToHashSet();
        var originals = others.Count == 0 ? [] : await db.Contents.AsNoTracking()
            .Where(content => others.Contains(content.Id)).ToDictionaryAsync(content => content.Id, cancellationToken);
        return found.ToDictionary(content => content.Id, content => content.SameAs is { } same ? originals[same] : content);
    }

    /// <summary>The digests of the ranges of a content; null where there are none, because it is short, or not proven.</summary>
    public async Task<RangeDigests?> FindRangesAsync(long id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { State: ContentState.Proven } content) return null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Ranges.AsNoTracking().FirstOrDefaultAsync(ranges => ranges.ContentId == content.Id, cancellationToken) is { } ranges
            ? new RangeDigests(content.Sha256, content.Size, RangeDigests.BytesOfRange, ranges.Crc32C)
            : null;
    }

    /// <summary>The content of which a whole SHA-256 is proven; null where there is none.</summary>
    public async Task<Content?> FindProvenAsync(string owner, string project, string sha256, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Contents.AsNoTracking().FirstOrDefaultAsync(
            content => content.Owner == owner && content.Project == project && content.Sha256 == sha256
                && content.SameAs == null && content.State == ContentState.Proven, cancellationToken);
    }

    /// <summary>The contents of which a client was told that they are stored, and that share 16 digits.</summary>
    public async Task<IReadOnlyList<Content>> FindStoredAsync(
        string owner, string project, string hash, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Contents.AsNoTracking()
            .Where(content => content.Owner == owner && content.Project == project && content.Hash == hash
            && content.SameAs == null && (content.State == ContentState.Stored || content.State == ContentState.Proven))
            .ToListAsync(cancellationToken);
    }

    /// <summary>What was rejected or damaged and still lies in S3, the newest first.</summary>
    public async Task<IReadOnlyList<Content>> FindBrokenAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Contents.AsNoTracking()
            .Where(content => content.State == ContentState.Rejected || content.State == ContentState.Damaged)
            .OrderByDescending(content => content.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Objects that no row refers to, and media whose row here was lost, as the inventory found them; the newest first.</summary>
    public async Task<IReadOnlyList<Stray>> FindStraysAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Strays.AsNoTracking().OrderByDescending(stray => stray.FoundAt).ThenBy(stray => stray.Subject).Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Writes down that an upload needs no bytes, because a proven content has them: it is held for step 7 by that row.</summary>
    /// <returns>False: the content was purged meanwhile, or is proven no more.</returns>
    public Task<bool> TryHoldAsync(Upload reference, CancellationToken cancellationToken) =>
        transactions.RunAsync(reference.Owner, reference.Project, reference.Hash, async db =>
        {
            var isThere = await db.Contents.AnyAsync(
                content => content.Id == reference.ContentId && content.SameAs == null && content.State == ContentState.Proven,
                cancellationToken);
            if (isThere) db.Uploads.Add(reference);
            return isThere;
        }, cancellationToken);

    /// <summary>
    /// Takes the bytes that S3 completed into the table: their client may be told success, or, where other bytes share their 16 digits
    /// and it told no more than those, once they are compared. Done again, it changes nothing.
    /// </summary>
    /// <param name="upload">The upload, with the list that S3 completed it from.</param>
    /// <param name="size">Bytes, as S3 has them.</param>
    /// <param name="read">
    /// What S3 gave back of them, where that was read: they are settled along with it where there is nothing to compare them with.
    /// </param>
    /// <param name="cancellationToken">Gives up, and leaves nothing of it.</param>
    /// <returns>The upload as it is then.</returns>
    public Task<Upload> PublishAsync(Upload upload, long size, ReadBack? read, CancellationToken cancellationToken) =>
        transactions.RunAsync(upload.Owner, upload.Project, upload.Hash, async db =>
        {
            var row = await db.Uploads.FirstAsync(known => known.Id == upload.Id, cancellationToken);
            if (row.ContentId is not null) return row;

            var isDoubtful = upload.HadOtherParts || await HasOthersAsync(db, upload, cancellationToken);
            var isOfOtherSize = upload.Size is { } promised && promised != size;
            var content = new Content
            {
                Owner = upload.Owner,
                Project = upload.Project,
                Hash = upload.Hash,
                Key = upload.S3Key,
                Size = size,
                Promised = upload.Sha256,
                State = isOfOtherSize ? ContentState.Rejected : isDoubtful ? ContentState.Compared : ContentState.Stored,
                Reason = isOfOtherSize ? $"S3 has {size} bytes of it, and {upload.Size} were promised." : null,
                CreatedAt = time.GetUtcNow(),
            };
            db.Contents.Add(content);
            await db.SaveChangesAsync(cancellationToken);
            if (!isOfOtherSize)
                await LostRows.MendNamedAsync(db, content, time.GetUtcNow() + options.RejectedLifetime, cancellationToken);
            row.Parts = upload.Parts;
            (row.ContentId, row.ChangedAt) = (content.Id, time.GetUtcNow());
            row.State = isOfOtherSize ? UploadState.Refused : isDoubtful ? UploadState.Comparing : UploadState.Completed;
            await db.SaveChangesAsync(cancellationToken);
            if (isOfOtherSize) Refuse(db, row, content);
            else if (read is null || !await settlement.TrySettleNewAsync(db, content, read, cancellationToken))
                db.Verifications.Add(VerificationOf(content, isDoubtful));
            return row;
        }, cancellationToken);

    private void Refuse(MediaContext db, Upload row, Content content)
    {
        (row.RefusalStatus, row.Refusal) = (StatusCodes.Status422UnprocessableEntity, content.Reason + " Upload it again.");
        db.Removals.Add(new Removal { Key = content.Key, DueAt = time.GetUtcNow() + options.RejectedLifetime });
    }

    private Verification VerificationOf(Content content, bool isAwaited) => new()
    {
        ContentId = content.Id,
        Owner = content.Owner,
        DueAt = time.GetUtcNow(),
        IsAwaited = isAwaited,
        // A small one is read back by the request that completes it; the queue looks after it where that is cut off.
        LeaseUntil = content.Size <= options.VerifiedAtOnce ? time.GetUtcNow() + VerificationQueue.Lease : null,
    };

    private async Task<bool> HasOthersAsync(MediaContext db, Upload upload, CancellationToken cancellationToken)
    {
        if (upload.Sha256 is not null) return false;
        var since = time.GetUtcNow() - LongestOpen;
        return await db.Contents.AnyAsync(
            content => content.Owner == upload.Owner && content.Project == upload.Project && content.Hash == upload.Hash
                && content.SameAs == null && content.State != ContentState.Rejected, cancellationToken)
            || await db.Uploads.AnyAsync(
                other =>
                other.Owner == upload.Owner && other.Project == upload.Project && other.Hash == upload.Hash && other.Id != upload.Id
                    && other.CreatedAt > since
                    && (other.State == UploadState.Open || other.State == UploadState.Completing || other.State == UploadState.Comparing),
                cancellationToken);
    }
}
