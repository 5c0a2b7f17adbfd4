using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>The folders that an episode has, as its assets' names tell them: for a person who is about to type one.</summary>
/// <param name="lake">The lake.</param>
/// <param name="options">How calls are made; null means the defaults. Each is made once.</param>
/// <param name="time">The clock; null means the system's.</param>
public sealed class EpisodeFolders(LakeConnection lake, UploadOptions? options = null, TimeProvider? time = null)
{
    private const int MostAssets = 1000;

    /// <summary>Lists them, by the first 1,000 assets.</summary>
    /// <param name="episode">The episode. Without a namespace, the token's own is meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their paths, each with the slash it begins with, in order; none where the lake does not tell.</returns>
    public async Task<IReadOnlyList<string>> ListAsync(EpisodeAddress episode, CancellationToken cancellationToken = default)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        using var catalog = new LakeCatalog(lake, (options ?? new UploadOptions()) with { ControlTries = 1 }, time);
        var seen = 0;
        try
        {
            await foreach (var asset in catalog.ListAsync(new AssetQuery { Episode = episode }, cancellationToken).ConfigureAwait(false))
            {
                AddFoldersOf(asset.Name.Path, folders);
                if (++seen == MostAssets) break;
            }
        }
        catch (UploadException)
        {
            return [];
        }

        return [.. folders];
    }

    private static void AddFoldersOf(string name, SortedSet<string> folders)
    {
        for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1)) folders.Add(name[..slash]);
    }
}
