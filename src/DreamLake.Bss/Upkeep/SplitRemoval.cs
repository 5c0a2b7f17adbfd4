using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using Microsoft.EntityFrameworkCore;

namespace DreamLake.Bss.Upkeep;

/// <summary>Removes what was split from a content whose bytes are gone for good: segments, playlists and pictures.</summary>
/// <remarks>
/// It cannot come back to life meanwhile: a content's S3 key is never given to another, and a split's place is that key's.
/// </remarks>
internal sealed class SplitRemoval(JobQueue jobs, StoredObjects objects)
{
    /// <summary>Removes it, unless a medium has it still: then the purge of that medium comes back to the key.</summary>
    /// <param name="db">BSS's tables.</param>
    /// <param name="contentKey">The content's S3 key.</param>
    /// <param name="cancellationToken">Gives up; what is left is removed the next time.</param>
    /// <returns>False: a split of it is being made, and it has to be looked at again.</returns>
    public async Task<bool> TryRemoveAsync(MediaContext db, string contentKey, CancellationToken cancellationToken)
    {
        var splits = await jobs.FindSplitsOfAsync(contentKey, cancellationToken);
        var ids = splits.Select(split => split.MediaId).ToList();
        if (await db.Media.AnyAsync(medium => ids.Contains(medium.Id), cancellationToken)) return true;
        if (splits.Any(split => split.IsRunning)) return false;
        await objects.RemoveAllAsync(StreamKeys.PlaceOf(contentKey) + "/", cancellationToken);
        foreach (var id in ids) await jobs.ForgetAsync(id, cancellationToken);
        return true;
    }
}
