using System.Text.RegularExpressions;
using DreamLake.Protocol;

namespace DreamLake.Presentation.Folders;

/// <summary>What of a folder is uploaded.</summary>
public sealed class FolderRules
{
    private readonly Regex[] _include;
    private readonly Regex[] _exclude;

    /// <summary>Rules.</summary>
    /// <param name="include">
    /// Globs of what to take; none means everything. One without a slash counts at every level; one of a folder, for all in it.
    /// </param>
    /// <param name="exclude">Globs of what to leave out; they win over the others.</param>
    public FolderRules(IReadOnlyCollection<string>? include = null, IReadOnlyCollection<string>? exclude = null)
    {
        _include = Globs(include);
        _exclude = Globs(exclude);
    }

    /// <summary>
    /// The type that all files are; null goes by their extensions. Files whose extension says another type are left out.
    /// </summary>
    public AssetType? Type { get; init; }

    /// <summary>Types by extension, which count before all others. Default: none.</summary>
    public TypeMap TypeMap { get; init; } = TypeMap.Empty;

    /// <summary>Whether inner folders are walked. Default: yes.</summary>
    public bool Recurses { get; init; } = true;

    /// <summary>Whether hidden files and folders are taken. Default: no.</summary>
    public bool IncludesHidden { get; init; }

    /// <summary>Whether links are followed, to files and to folders. Default: no.</summary>
    public bool FollowsLinks { get; init; }

    /// <summary>Whether a file that is being written is waited for, however long that takes. Default: no, it is left out.</summary>
    public bool WaitsForWriters { get; init; }

    /// <summary>The type that was asked for a file; null goes by its extension.</summary>
    /// <param name="path">The file.</param>
    public AssetType? TypeOf(string path) => TypeMap.Of(path) ?? Type;

    /// <summary>Why a file is left out by its path; null where it is taken.</summary>
    /// <param name="relative">Its path below the folder, with <c>/</c>.</param>
    internal LeftOutReason? AgainstPath(string relative) =>
        _exclude.Any(glob => glob.IsMatch(relative)) ? LeftOutReason.Excluded
        : _include.Length > 0 && !_include.Any(glob => glob.IsMatch(relative)) ? LeftOutReason.NotIncluded
        : null;

    /// <summary>Why a file is left out by its type; null where it is taken.</summary>
    /// <param name="relative">Its path below the folder, with <c>/</c>.</param>
    internal LeftOutReason? AgainstType(string relative)
    {
        if (TypeMap.Of(relative) is not null) return null;
        var isKnown = AssetType.TryFromFileName(relative, out var known);
        if (Type is null) return isKnown ? null : LeftOutReason.UnknownType;
        if (Type == AssetType.TextTrack) return Type.FormatOf(relative) is "srt" or "vtt" or "jsonl" ? null : LeftOutReason.OtherType;
        return !isKnown || known == Type ? null : LeftOutReason.OtherType;
    }

    private static Regex[] Globs(IEnumerable<string>? globs) => [.. (globs ?? []).Select(Glob.OfChoice)];
}
