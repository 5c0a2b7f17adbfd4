using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Media;

/// <summary>The media that BSS knows.</summary>
internal sealed class MediaRegistry(
    IDbContextFactory<MediaContext> contexts, ContentTransactions transactions, TimeProvider time)
{
    /// <summary>A medium of a type by its id, where it is not in the trash.</summary>
    /// <exception cref="RefusalException">404: there is none.</exception>
    public async Task<Medium> GetAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking().FirstOrDefaultAsync(
                medium => medium.Id == id && medium.Type == type.Word && medium.TrashedAt == null, cancellationToken)
            ?? throw RefusalException.NotFound($"There is no {type.Word} '{NameRules.Printable(id)}' here.");
    }

    /// <summary>Those media of a type that there are among some ids, and that are not in the trash.</summary>
    public async Task<IReadOnlyList<Medium>> FindAsync(AssetType type, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking()
            .Where(medium => medium.Type == type.Word && ids.Contains(medium.Id) && medium.TrashedAt == null)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The medium with the same type, place, name and content, if it was registered before; also out of the trash.</summary>
    public async Task<Medium?> FindSameAsync(Medium medium, Content content, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking()
            .Where(known => known.Type == medium.Type && known.Owner == medium.Owner && known.Project == medium.Project
                && known.Episode == medium.Episode && known.Name == medium.Name
                && (known.ContentId == content.Id || db.Contents.Any(same => same.Id == known.ContentId && same.SameAs == content.Id)))
            .OrderBy(known => known.TrashedAt != null).ThenBy(known => known.CreatedAt).ThenBy(known => known.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Takes a medium out of the trash, because it is registered again.</summary>
    /// <returns>Whether it is still there.</returns>
    public async Task<bool> TryReviveAsync(Medium medium, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        return await db.Media.Where(known => known.Id == medium.Id).ExecuteUpdateAsync(
            set => set.SetProperty(known => known.TrashedAt, (DateTimeOffset?)null).SetProperty(known => known.RegisteredAt, now),
            cancellationToken) == 1;
    }

    /// <summary>
    /// Writes a medium down, where its content is still there; where another request did at the same moment, the one that it wrote.
    /// </summary>
    /// <returns>Null: the content was purged meanwhile.</returns>
    public async Task<Medium?> AddAsync(Medium medium, Content content, CancellationToken cancellationToken)
    {
        try
        {
            return await transactions.RunAsync(
                content.Owner, content.Project, content.Hash, db => AddAsync(db, medium, content, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The unique index lets one of two in. Any other failure leaves no such row, and is thrown on.
            if (await FindSameAsync(medium, content, cancellationToken) is { } winner) return winner;
            throw;
        }
    }

    // No purge takes the content between this look at it and the row that refers to it: both go by one lock.
    private async Task<Medium?> AddAsync(MediaContext db, Medium medium, Content content, CancellationToken cancellationToken)
    {
        if (await db.Contents.FirstOrDefaultAsync(row => row.Id == content.Id, cancellationToken) is not { } row) return null;
        row.LeftAt = null;
        medium.RegisteredAt = time.GetUtcNow();
        db.Media.Add(medium);
        var held = await db.Uploads
            .Where(upload => !upload.IsRegistered && upload.State == UploadState.Completed
                && (upload.ContentId == row.Id || db.Contents.Any(copy => copy.Id == upload.ContentId && copy.SameAs == row.Id)))
            .OrderBy(upload => upload.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (held is not null) held.IsRegistered = true;
        return medium;
    }
}
