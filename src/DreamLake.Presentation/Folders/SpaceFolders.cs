using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation.Folders;

/// <summary>The folders of a whole space: the first of them are the episode's name, and what lies in none is the space's own.</summary>
/// <remarks>
/// An episode's name may be several folders deep: the deepest that the lake has is meant. Where it has none, the first folder is the name.
/// </remarks>
public sealed class SpaceFolders
{
    private readonly UploadRequest _place;
    private readonly HashSet<string> _episodes;

    /// <summary>The folders of a space.</summary>
    /// <param name="place">The space, and what else is said of each file; its path is not used.</param>
    /// <param name="episodes">The names of the episodes that the lake has there.</param>
    public SpaceFolders(UploadRequest place, IEnumerable<string> episodes) =>
        (_place, _episodes) = (place, episodes.ToHashSet(StringComparer.Ordinal));

    /// <summary>Where a file is in the lake.</summary>
    public UploadRequest RequestOf(FolderEntry entry)
    {
        var levels = NameRules.Normalize(entry.Below).Split('/')[..^1];
        var depth = Enumerable.Range(1, levels.Length).Reverse().FirstOrDefault(count => _episodes.Contains(NameOf(levels, count)));
        if (depth == 0) depth = Math.Min(1, levels.Length);
        // A folder whose name no episode can have is one of the space's own.
        if (EpisodeAddress.TryOf(_place.Episode.Namespace, _place.Episode.Space, NameOf(levels, depth)) is not { } episode)
            return entry.RequestAt(_place);
        var below = string.Join('/', entry.Below.Split('/')[depth..]);
        return (entry with { Below = below }).RequestAt(_place with { Episode = episode });
    }

    private static string NameOf(string[] levels, int count) => string.Join('/', levels[..count]);
}
