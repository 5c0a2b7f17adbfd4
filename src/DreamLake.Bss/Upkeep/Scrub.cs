using DreamLake.Bss.Contents;
using DreamLake.Bss.Measures;
using DreamLake.Bss.S3;
using DreamLake.Bss.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Reads each proven content back again within the interval, the one that was read longest ago first: what is not what it was is damaged,
/// and mended by the next upload of it.
/// </summary>
/// <remarks>
/// When a content was read last is in its row, so that a restart goes on where it was. A row is held while it is read, for as long as that
/// may take: of several hosts one reads it.
/// </remarks>
internal sealed class Scrub(
    IDbContextFactory<MediaContext> contexts, Verifier verifier, Settlement settlement, StoredObjects objects, BssMeter meter,
    BssOptions options, TimeProvider time, ILogger<Scrub> log)
{
    /// <summary>How often in a row S3 may fail to give back what it says it has, before that is damage.</summary>
    public const int MostFailures = 3;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromMinutes(5);

    /// <summary>Reads the content that is due first. False: none is.</summary>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (options.ScrubInterval == TimeSpan.Zero || await ClaimAsync(cancellationToken) is not { } content) return false;
        try
        {
            await verifier.VerifyAsync(content.Id, options.ScrubbedPerSecond, cancellationToken);
            meter.Scrubbed(content.Size);
            await EndAsync(content, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && S3Fault.Of(fault) is not null)
        {
            await FailAsync(content, fault, cancellationToken);
        }

        return true;
    }

    private async Task<Content?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var (now, before) = (time.GetUtcNow(), time.GetUtcNow() - options.ScrubInterval);
            var next = await db.Contents.AsNoTracking()
                .Where(content => content.State == ContentState.Proven && content.SameAs == null && content.VerifiedAt < before
                    && (content.ScrubLeaseUntil == null || content.ScrubLeaseUntil < now))
                .OrderBy(content => content.VerifiedAt).FirstOrDefaultAsync(cancellationToken);
            if (next is null) return null;
            var until = now + LeaseFor(next);
            var claimed = await db.Contents
                .Where(content => content.Id == next.Id && (content.ScrubLeaseUntil == null || content.ScrubLeaseUntil < now))
                .ExecuteUpdateAsync(set => set.SetProperty(content => content.ScrubLeaseUntil, until), cancellationToken);
            if (claimed == 1) return next;
        }
    }

    // Twice as long as it takes at the rate that is allowed: longer than a slow S3 takes, and not for ever where a host dies.
    private TimeSpan LeaseFor(Content content) => options.ScrubbedPerSecond == 0
        ? ShortestLease * 2
        : ShortestLease + TimeSpan.FromSeconds(2.0 * content.Size / options.ScrubbedPerSecond);

    private async Task EndAsync(Content content, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Contents.Where(row => row.Id == content.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ScrubLeaseUntil, (DateTimeOffset?)null).SetProperty(row => row.ScrubFailures, 0),
            cancellationToken);
        var state = await db.Contents.Where(row => row.Id == content.Id).Select(row => row.State).FirstOrDefaultAsync(cancellationToken);
        if (state == ContentState.Damaged) Tell(content);
    }

    // An S3 that is away says nothing of a content. One that has it, and cannot give it back time and again, does.
    private async Task FailAsync(Content content, Exception fault, CancellationToken cancellationToken)
    {
        log.LogWarning("Content {Content} could not be scrubbed and is tried again: {Fault}.", content.Id, fault.GetType().Name);
        try
        {
            await objects.FindSizeAsync(content.Key, cancellationToken);
        }
        catch (Exception away) when (!cancellationToken.IsCancellationRequested && S3Fault.Of(away) is not null)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Contents.Where(row => row.Id == content.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ScrubFailures, row => row.ScrubFailures + 1), cancellationToken);
        if (content.ScrubFailures + 1 < MostFailures) return;
        var read = new ReadBack(null, 0) { Fault = "S3 has it and cannot give its bytes back to their end." };
        await settlement.SettleAsync(content, read, [], cancellationToken);
        await EndAsync(content, cancellationToken);
    }

    private void Tell(Content content) => log.LogError(
        "Content {Content} of {Owner}/{Project}, {Hash}, is damaged. GET /contents/broken says why; uploading it again mends it.",
        content.Id, content.Owner, content.Project, content.Hash);
}
