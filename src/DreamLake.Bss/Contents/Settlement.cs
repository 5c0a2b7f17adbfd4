using DreamLake.Bss.Measures;
using DreamLake.Bss.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>What a content that was read back turns out to be: one transaction decides, and writes down all that follows from it.</summary>
internal sealed class Settlement(ContentTransactions transactions, BssMeter meter, BssOptions options, TimeProvider time)
{
    /// <summary>Settles a content.</summary>
    /// <param name="content">The content as it was read back.</param>
    /// <param name="read">What S3 gave back of it.</param>
    /// <param name="missing">Contents of the same digest whose objects are not in S3 any more.</param>
    /// <param name="cancellationToken">Gives up, and leaves nothing of it.</param>
    /// <returns>Contents that have to be read back before this one can be settled; empty where it is.</returns>
    public async Task<IReadOnlyList<long>> SettleAsync(
        Content content, ReadBack read, IReadOnlyCollection<long> missing, CancellationToken cancellationToken)
    {
        string? result = null;
        var open = await transactions.RunAsync<IReadOnlyList<long>>(content.Owner, content.Project, content.Hash, async db =>
        {
            var row = await db.Contents.FirstOrDefaultAsync(known => known.Id == content.Id, cancellationToken);
            if (row is null or { State: ContentState.Copy or ContentState.Rejected } or { SameAs: not null })
            {
                await DequeueAsync(db, content.Id, cancellationToken);
                return [];
            }

            var others = await OthersOf(db, row, read).ToListAsync(cancellationToken);
            foreach (var gone in others.Where(other => missing.Contains(other.Id))) Break(gone, "S3 does not have its bytes any more.");
            if (FaultOf(row, read) is { } fault)
            {
                await FailAsync(db, row, fault, cancellationToken);
            }
            else
            {
                var open = others.Where(other => other.State == ContentState.Stored).Select(other => other.Id).ToList();
                if (row is { State: ContentState.Compared, Promised: null } && open.Count > 0) return open;
                await ProveAsync(db, row, read, others, cancellationToken);
            }

            await DequeueAsync(db, row.Id, cancellationToken);
            result = WordFor(db, row);
            return [];
        }, cancellationToken);
        if (result is not null) meter.Settled(result);
        return open;
    }

    /// <summary>
    /// Settles a content in the transaction that takes it into the table, where it has nothing to be compared with, as most have.
    /// </summary>
    /// <param name="db">The transaction's context; the content and its upload are saved in it.</param>
    /// <param name="content">The content.</param>
    /// <param name="read">What S3 gave back of it.</param>
    /// <param name="cancellationToken">Gives up, and leaves nothing of it.</param>
    /// <returns>False: it has to be compared with others first, and is as it was.</returns>
    public async Task<bool> TrySettleNewAsync(MediaContext db, Content content, ReadBack read, CancellationToken cancellationToken)
    {
        if (await OthersOf(db, content, read).AnyAsync(cancellationToken)) return false;
        if (FaultOf(content, read) is { } fault) await FailAsync(db, content, fault, cancellationToken);
        else await ProveAsync(db, content, read, [], cancellationToken);
        meter.Settled(WordFor(db, content));
        return true;
    }

    // One whose row goes is other bytes under the same 16 digits.
    private static string WordFor(MediaContext db, Content content) =>
        db.Entry(content).State == EntityState.Deleted ? "refused" : content.State.ToString().ToLowerInvariant();

    private static IQueryable<Content> OthersOf(MediaContext db, Content content, ReadBack read) => db.Contents.Where(other =>
        other.Owner == content.Owner && other.Project == content.Project && other.Id != content.Id && other.SameAs == null
        && (other.Hash == content.Hash || other.Sha256 == read.Sha256));

    private static string? FaultOf(Content content, ReadBack read) => read.Sha256 switch
    {
        null => read.Fault ?? "S3 does not have its bytes any more.",
        _ when read.Size != content.Size => $"S3 gives back {read.Size} bytes of it, and took {content.Size}.",
        _ when content.Sha256 is { } proven && proven != read.Sha256 =>
        $"S3 gives back other bytes than it did: their SHA-256 is {read.Sha256}, and was {proven}.",
        _ when content.Promised is { } promised && promised != read.Sha256 =>
            $"S3 gives back bytes whose SHA-256 is {read.Sha256}, and {promised} was promised.",
        _ when !read.Sha256.StartsWith(content.Hash, StringComparison.Ordinal) =>
            $"S3 gives back bytes whose SHA-256 is {read.Sha256}, and one that begins with {content.Hash} was promised.",
        _ => null,
    };

    private async Task FailAsync(MediaContext db, Content content, string fault, CancellationToken cancellationToken)
    {
        // What was proven once is damaged; what was not is not what its client meant to store.
        if (content.Sha256 is not null)
        {
            Break(content, fault);
            return;
        }

        (content.State, content.Reason) = (ContentState.Rejected, fault);
        db.Removals.Add(new Removal { Key = content.Key, DueAt = time.GetUtcNow() + options.RejectedLifetime });
        await RefuseAsync(db, content, StatusCodes.Status422UnprocessableEntity, fault + " Upload it again.", cancellationToken);
    }

    private static void Break(Content content, string fault) => (content.State, content.Reason) = (ContentState.Damaged, fault);

    private async Task ProveAsync(
        MediaContext db, Content content, ReadBack read, List<Content> others, CancellationToken cancellationToken)
    {
        var sha256 = read.Sha256!;
        var same = others.Find(other => other.State == ContentState.Proven && other.Sha256 == sha256);
        if (content is { State: ContentState.Compared, Promised: null } && same is null
            && others.Exists(other => other.Sha256 is { } stored && stored != sha256))
        {
            await RefuseOtherAsync(db, content, cancellationToken);
            return;
        }

        var wasTold = content.State != ContentState.Compared;
        content.VerifiedAt = time.GetUtcNow();
        if (same is null || content.State == ContentState.Proven)
        {
            await MendAsync(db, content, sha256, others, cancellationToken);
            (content.State, content.Sha256, content.Reason) = (ContentState.Proven, sha256, null);
            await KeepRangesAsync(db, content, read, cancellationToken);
        }
        else
        {
            (content.State, content.SameAs) = (ContentState.Copy, same.Id);
            // Whoever was given an address of it may be reading it still.
            db.Removals.Add(new Removal { Key = content.Key, DueAt = time.GetUtcNow()
                + (wasTold ? options.DownloadUrlLifetime : TimeSpan.Zero) });
        }

        await EndUploadsAsync(db, content, upload => upload.State = UploadState.Completed, cancellationToken);
    }

    private static async Task KeepRangesAsync(MediaContext db, Content content, ReadBack read, CancellationToken cancellationToken)
    {
        if (read.Ranges is not { } digests) return;
        // A proven content keeps its bytes, and so its digests.
        if (await db.Ranges.AnyAsync(ranges => ranges.ContentId == content.Id, cancellationToken)) return;
        db.Ranges.Add(new RangesOfContent { ContentId = content.Id, Crc32C = digests });
    }

    /// <summary>What was rejected or damaged, and should have been these bytes, is these bytes from now on.</summary>
    private async Task MendAsync(MediaContext db, Content content, string sha256, List<Content> others, CancellationToken cancellationToken)
    {
        foreach (var broken in others.Where(other =>
            other.State is ContentState.Rejected or ContentState.Damaged && IsMeantBy(other, sha256)))
        {
            if (broken.State == ContentState.Damaged)
                db.Removals.Add(new Removal { Key = broken.Key, DueAt = time.GetUtcNow() + options.RejectedLifetime });
            broken.SameAs = content.Id;
            await db.Contents.Where(copy => copy.SameAs == broken.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(copy => copy.SameAs, content.Id), cancellationToken);
        }

        // Before the digest is this row's: no two have it at once.
        await db.SaveChangesAsync(cancellationToken);
    }

    private static bool IsMeantBy(Content broken, string sha256) =>
        (broken.Sha256 ?? broken.Promised) is { } meant ? meant == sha256 : sha256.StartsWith(broken.Hash, StringComparison.Ordinal);

    private async Task RefuseOtherAsync(MediaContext db, Content content, CancellationToken cancellationToken)
    {
        await RefuseAsync(db, content, StatusCodes.Status409Conflict,
            $"Another content whose SHA-256 begins with {content.Hash} is stored in '{content.Owner}/{content.Project}', and it stays " +
            "as it is. " +
            "Nothing of this one was stored. The lake keeps both for a client that tells the whole SHA-256 at init.", cancellationToken);
        db.Contents.Remove(content);
        db.Removals.Add(new Removal { Key = content.Key, DueAt = time.GetUtcNow() });
    }

    private Task RefuseAsync(MediaContext db, Content content, int status, string detail, CancellationToken cancellationToken) =>
        EndUploadsAsync(
            db, content, upload => (upload.State, upload.RefusalStatus, upload.Refusal) = (UploadState.Refused, status, detail),
            cancellationToken);

    private async Task EndUploadsAsync(MediaContext db, Content content, Action<Upload> end, CancellationToken cancellationToken)
    {
        foreach (var upload in await db.Uploads.Where(upload => upload.ContentId == content.Id).ToListAsync(cancellationToken))
        {
            var before = upload.State;
            end(upload);
            if (upload.State != before) upload.ChangedAt = time.GetUtcNow();
        }
    }

    private static Task<int> DequeueAsync(MediaContext db, long id, CancellationToken cancellationToken) =>
        db.Verifications.Where(verification => verification.ContentId == id).ExecuteDeleteAsync(cancellationToken);
}
