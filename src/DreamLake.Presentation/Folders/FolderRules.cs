using DreamLake.Protocol;
using Microsoft.Extensions.FileSystemGlobbing;

namespace DreamLake.Presentation.Folders;

/// <summary>What of a folder is uploaded.</summary>
public sealed class FolderRules
{
    private readonly Matcher? _include;
    private readonly Matcher? _exclude;

    /// <summary>Rules.</summary>
    /// <param name="include">Globs of what to take; none means everything. One without a slash counts at every level.</param>
    /// <param name="exclude">Globs of what to leave out; they win over the others.</param>
    public FolderRules(IReadOnlyCollection<string>? include = null, IReadOnlyCollection<string>? exclude = null)
    {
        _include = MatcherOf(include);
        _exclude = MatcherOf(exclude);
    }

    /// <summary>The type that all files are; null goes by their extensions.</summary>
    public AssetType? Type { get; init; }

    /// <summary>Whether inner folders are walked. Default: yes.</summary>
    public bool Recurses { get; init; } = true;

    /// <summary>Whether hidden files and folders are taken. Default: no.</summary>
    public bool IncludesHidden { get; init; }

    /// <summary>Whether links are followed, to files and to folders. Default: no.</summary>
    public bool FollowsLinks { get; init; }

    /// <summary>Why a file is left out by its path or its type; null where it is taken.</summary>
    /// <param name="relative">Its path below the folder, with <c>/</c>.</param>
    internal LeftOutReason? Against(string relative) =>
        _exclude?.Match(relative).HasMatches == true ? LeftOutReason.Excluded
        : _include?.Match(relative).HasMatches == false ? LeftOutReason.NotIncluded
        : Type is null ? AssetType.TryFromFileName(relative, out _) ? null : LeftOutReason.UnknownType
        : IsOfType(relative, Type) ? null
        : LeftOutReason.OtherType;

    private static bool IsOfType(string path, AssetType type) =>
        type.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        || (type == AssetType.TextTrack && type.FormatOf(path) == "jsonl");

    private static Matcher? MatcherOf(IReadOnlyCollection<string>? globs)
    {
        if (globs is null || globs.Count == 0) return null;
        var matcher = new Matcher(StringComparison.Ordinal);
        foreach (var glob in globs.Select(glob => glob.Replace('\\', '/')))
            matcher.AddInclude(glob.TrimEnd('/').Contains('/', StringComparison.Ordinal) ? glob.TrimStart('/') : "**/" + glob);
        return matcher;
    }
}
