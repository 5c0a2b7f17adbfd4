using DreamLake.Bss.Tables;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Contents;

/// <summary>Reads a content back from S3, hashes it, and has it settled.</summary>
internal sealed class Verifier(
    IDbContextFactory<MediaContext> contexts, ObjectHash hash, StoredObjects objects, Settlement settlement, PendingSplits splits)
{
    /// <summary>Verifies a content, and before it those that it has to be compared with.</summary>
    /// <param name="contentId">The content.</param>
    /// <param name="bytesPerSecond">How fast S3 is read at most; 0 sets no bound.</param>
    /// <param name="cancellationToken">Gives up; what was not settled is tried again by the queue.</param>
    public async Task VerifyAsync(long contentId, long bytesPerSecond, CancellationToken cancellationToken)
    {
        if (await FindAsync(contentId, cancellationToken) is not { } content) return;
        await SettleAsync(content, await hash.ReadAsync(content.Key, bytesPerSecond, cancellationToken), bytesPerSecond, cancellationToken);
    }

    /// <summary>Has a content settled that was read back, and verifies before it those that it has to be compared with.</summary>
    /// <param name="content">The content.</param>
    /// <param name="read">What S3 gave back of it.</param>
    /// <param name="bytesPerSecond">How fast S3 is read at most for the others; 0 sets no bound.</param>
    /// <param name="cancellationToken">Gives up; what was not settled is tried again by the queue.</param>
    public async Task SettleAsync(Content content, ReadBack read, long bytesPerSecond, CancellationToken cancellationToken)
    {
        while (true)
        {
            var missing = await MissingAsync(content, read, cancellationToken);
            var before = await settlement.SettleAsync(content, read, missing, cancellationToken);
            if (before.Count == 0) break;
            foreach (var other in before) await VerifyAsync(other, bytesPerSecond, cancellationToken);
        }

        await splits.DispatchAsync(cancellationToken);
    }

    // A copy is given up for another content's bytes only where those are there.
    private async Task<IReadOnlyList<long>> MissingAsync(Content content, ReadBack read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var same = await db.Contents.AsNoTracking().FirstOrDefaultAsync(
            other => other.Owner == content.Owner && other.Project == content.Project && other.Sha256 == read.Sha256 && other.SameAs == null
                && other.State == ContentState.Proven && other.Id != content.Id, cancellationToken);
        return same is null || await objects.FindSizeAsync(same.Key, cancellationToken) == same.Size ? [] : [same.Id];
    }

    private async Task<Content?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var content = await db.Contents.AsNoTracking().FirstOrDefaultAsync(known => known.Id == id, cancellationToken);
        if (content is not (null or { State: ContentState.Copy or ContentState.Rejected } or { SameAs: not null })) return content;
        await db.Verifications.Where(verification => verification.ContentId == id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }
}
