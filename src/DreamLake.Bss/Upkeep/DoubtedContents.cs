using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Contents of which the Lambda was given other bytes than were verified: each is read back once more, and is damaged where that holds.
/// </summary>
internal sealed class DoubtedContents(
    IDbContextFactory<MediaContext> contexts, JobQueue jobs, ContentTable contents, VerificationQueue queue)
{
    /// <summary>Queues those that the Lambda has come across since. Cut off anywhere, it is done again.</summary>
    public async Task QueueAsync(CancellationToken cancellationToken)
    {
        foreach (var mediaId in await jobs.FindDoubtedAsync(cancellationToken))
        {
            if (await ContentOfAsync(mediaId, cancellationToken) is { } content) await queue.AddAsync(content, cancellationToken);
            await jobs.SettleDoubtAsync(mediaId, cancellationToken);
        }
    }

    private async Task<Content?> ContentOfAsync(string mediaId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var contentId = await db.Media.Where(medium => medium.Id == mediaId).Select(medium => (long?)medium.ContentId)
            .FirstOrDefaultAsync(cancellationToken);
        return contentId is { } id ? await contents.FindAsync(id, cancellationToken) : null;
    }
}
