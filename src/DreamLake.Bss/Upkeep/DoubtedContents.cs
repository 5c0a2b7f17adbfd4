using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Contents of which the Lambda was given other bytes than were verified: each is read back once more. It is damaged where that holds, and
/// split once more where it does not, or as soon as it is mended.
/// </summary>
internal sealed class DoubtedContents(
    IDbContextFactory<MediaContext> contexts, JobQueue jobs, ContentTable contents, VerificationQueue queue,
    PendingSplits splits)
{
    /// <summary>Queues those that the Lambda has come across since. Cut off anywhere, it is done again.</summary>
    public async Task QueueAsync(CancellationToken cancellationToken)
    {
        foreach (var mediaId in await jobs.FindDoubtedAsync(cancellationToken))
        {
            if (await FindAsync(mediaId, cancellationToken) is { } medium
                && await contents.FindAsync(medium.ContentId, cancellationToken) is { } content)
            {
                // In this order: a split whose content is not in doubt begins at once.
                await queue.AddAsync(content, cancellationToken);
                await splits.RedoAsync(medium, cancellationToken);
            }

            await jobs.SettleDoubtAsync(mediaId, cancellationToken);
        }
    }

    private async Task<Medium?> FindAsync(string mediaId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking().FirstOrDefaultAsync(medium => medium.Id == mediaId, cancellationToken);
    }
}
