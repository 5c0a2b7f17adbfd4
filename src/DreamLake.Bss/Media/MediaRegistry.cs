using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Media;

/// <summary>The media that BSS knows.</summary>
internal sealed class MediaRegistry(IDbContextFactory<MediaContext> contexts)
{
    /// <summary>A medium of a type by its id.</summary>
    /// <exception cref="RefusalException">404: there is none.</exception>
    public async Task<Medium> GetAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking().FirstOrDefaultAsync(medium => medium.Id == id && medium.Type == type.Word, cancellationToken)
            ?? throw RefusalException.NotFound($"There is no {type.Word} '{NameRules.Printable(id)}' here.");
    }

    /// <summary>Those media of a type that there are among some ids.</summary>
    public async Task<IReadOnlyList<Medium>> FindAsync(AssetType type, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking()
            .Where(medium => medium.Type == type.Word && ids.Contains(medium.Id)).ToListAsync(cancellationToken);
    }

    /// <summary>The medium with the same type, place, name and content, if it was registered before.</summary>
    public async Task<Medium?> FindSameAsync(Medium medium, Content content, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Media.AsNoTracking()
            .Where(known => known.Type == medium.Type && known.Owner == medium.Owner && known.Project == medium.Project
                && known.Episode == medium.Episode && known.Name == medium.Name
                && (known.ContentId == content.Id || db.Contents.Any(same => same.Id == known.ContentId && same.SameAs == content.Id)))
            .OrderBy(known => known.CreatedAt).ThenBy(known => known.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Writes a medium down; where another request did at the same moment, the one that it wrote.</summary>
    public async Task<Medium> AddAsync(Medium medium, Content content, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Media.Add(medium);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return medium;
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The unique index lets one of two in. Any other failure leaves no such row, and is thrown on.
            if (await FindSameAsync(medium, content, cancellationToken) is { } winner) return winner;
            throw;
        }
    }
}
