using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DreamLake.Bss.Upkeep;

/// <summary>
/// Holds the bucket's listing against the tables within the scrub's interval: names objects that no row refers to, and media whose row in
/// the table of contents was lost. It removes nothing: after a restore from a backup it is the tables that are wrong.
/// </summary>
/// <remarks>How far it is lies in the database: a restart goes on there, and of several hosts one looks at a page.</remarks>
internal sealed class Inventory(
    IDbContextFactory<MediaContext> contexts, StoredObjects objects, ObjectOwners owners, ObjectHash hash, BssOptions options,
    TimeProvider time, ILogger<Inventory> log)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>Looks at the page that is due. False: none is.</summary>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (options.ScrubInterval == TimeSpan.Zero || await ClaimAsync(cancellationToken) is not { } state) return false;
        var page = await objects.ListAsync(state.After, cancellationToken);
        var sizes = page.Objects.ToDictionary(item => item.Key, item => item.Size, StringComparer.Ordinal);
        foreach (var key in await owners.FindStraysAsync(sizes.Keys, cancellationToken))
        {
            // What was removed between the listing and the tables is no stray.
            if (await objects.FindSizeAsync(key, cancellationToken) is { } size) await NameAsync(key, size, cancellationToken);
        }

        if (page.IsLast) await EndPassAsync(state, cancellationToken);
        await EndPageAsync(page.IsLast ? "" : page.Objects[^1].Key, page.IsLast, cancellationToken);
        return true;
    }

    private async Task<InventoryState?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (only, first, at) = (InventoryState.Only, (now + options.ScrubInterval).UtcTicks, now.UtcTicks);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "inventory" ("Id", "After", "BegunAt", "DueAt") VALUES ({only}, '', {at}, {first}) ON CONFLICT DO NOTHING
            """, cancellationToken);
        var until = now + Lease;
        var claimed = await db.Inventory.Where(row => row.DueAt <= now && (row.LeaseUntil == null || row.LeaseUntil < now))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until)
                .SetProperty(row => row.BegunAt, row => row.After == "" ? now : row.BegunAt), cancellationToken);
        return claimed == 1 ? await db.Inventory.AsNoTracking().SingleAsync(cancellationToken) : null;
    }

    private async Task EndPageAsync(string after, bool isLast, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = isLast ? time.GetUtcNow() + options.ScrubInterval : time.GetUtcNow();
        await db.Inventory.ExecuteUpdateAsync(set => set.SetProperty(row => row.After, after).SetProperty(row => row.DueAt, due)
            .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>Names an object that no row refers to: bytes of media that lost their row, or an orphan.</summary>
    private async Task NameAsync(string key, long size, CancellationToken cancellationToken)
    {
        var levels = key.Split('/');
        var (owner, project) = (levels[0], levels.Length > 1 ? levels[1] : "");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lost = await Lost(db).Where(medium => medium.Owner == owner && medium.Project == project && medium.Size == size)
            .ToListAsync(cancellationToken);
        if (lost.Count > 0 && (await hash.ReadAsync(key, options.ScrubbedPerSecond, cancellationToken)).Sha256 is { } sha256)
        {
            var meant = lost.FindAll(medium =>
                sha256.StartsWith(UploadHash.SixteenOf(medium.StagingHash), StringComparison.Ordinal));
            foreach (var medium in meant) await KeepAsync(LostRow(medium, key), cancellationToken);
            if (meant.Count > 0) return;
        }

        await KeepAsync(new Stray
        {
            Subject = key, Kind = StrayKind.Orphan, Owner = owner, Project = project, Hash = "", Key = key, Size = size,
            FoundAt = time.GetUtcNow(),
        }, cancellationToken);
    }

    /// <summary>Names the media that lost their row, mends those whose bytes came again, and forgets what this pass did not find.</summary>
    private async Task EndPassAsync(InventoryState state, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var medium in await Lost(db).ToListAsync(cancellationToken))
        {
            if (await FindAgainAsync(db, medium, cancellationToken) is { } content)
                await LostRows.MendAsync(db, [medium.Id], content, time.GetUtcNow() + options.RejectedLifetime, cancellationToken);
            else if (!await db.Strays.AnyAsync(
                stray => stray.Subject == medium.Id && stray.FoundAt >= state.BegunAt, cancellationToken))
                await KeepAsync(LostRow(medium, key: ""), cancellationToken);
        }

        await db.Strays.Where(stray => stray.FoundAt < state.BegunAt).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<Medium> Lost(MediaContext db) =>
        db.Media.AsNoTracking().Where(medium => !db.Contents.Any(content => content.Id == medium.ContentId));

    private static Task<Content?> FindAgainAsync(MediaContext db, Medium medium, CancellationToken cancellationToken)
    {
        var sixteen = UploadHash.SixteenOf(medium.StagingHash);
        return db.Contents.AsNoTracking().FirstOrDefaultAsync(
            content => content.Owner == medium.Owner && content.Project == medium.Project && content.Hash == sixteen
                && content.SameAs == null && content.State == ContentState.Proven
                && (medium.Sha256 == null || medium.Sha256 == content.Sha256), cancellationToken);
    }

    private Stray LostRow(Medium medium, string key) => new()
    {
        Subject = medium.Id,
        Kind = StrayKind.LostRow,
        Owner = medium.Owner,
        Project = medium.Project,
        Hash = UploadHash.SixteenOf(medium.StagingHash),
        Key = key,
        Size = medium.Size,
        FoundAt = time.GetUtcNow(),
    };

    private async Task KeepAsync(Stray stray, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isNew = await db.Strays.Where(known => known.Subject == stray.Subject).ExecuteDeleteAsync(cancellationToken) == 0;
        db.Strays.Add(stray);
        await db.SaveChangesAsync(cancellationToken);
        if (!isNew) return;
        if (stray.Kind == StrayKind.Orphan)
            log.LogError("The object {Key} lies in the bucket, and no row refers to it. GET /contents/broken lists it.", stray.Key);
        else
            log.LogError("The row of the content of medium {Medium} of {Owner}/{Project}, {Hash}, is lost. Uploading it again mends it.",
                stray.Subject, stray.Owner, stray.Project, stray.Hash);
    }
}
