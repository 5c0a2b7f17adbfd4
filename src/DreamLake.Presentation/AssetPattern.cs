using System.IO.Enumeration;
using DreamLake.Engine;

namespace DreamLake.Presentation;

/// <summary>Which names of an episode are meant: a beginning (<c>/camera/</c>), or a pattern with <c>*</c> and <c>?</c>.</summary>
public sealed class AssetPattern
{
    private static readonly char[] Wildcards = ['*', '?'];
    private readonly string? _pattern;

    /// <summary>A pattern.</summary>
    /// <param name="text">As it was typed; null or empty means all. A missing first slash is supplied.</param>
    public AssetPattern(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        var path = text[0] is '/' or '*' ? text : "/" + text;
        var wildcard = path.IndexOfAny(Wildcards);
        _pattern = wildcard < 0 ? null : path;
        Prefix = wildcard < 0 ? path : path[..wildcard] is { Length: > 0 } literal ? literal : null;
    }

    /// <summary>How the names begin; null where that is not known.</summary>
    public string? Prefix { get; }

    /// <summary>Whether an asset is meant, of whatever listing.</summary>
    public bool Fits(LakeAsset asset) => asset.Name.Path.StartsWith(Prefix ?? "", StringComparison.Ordinal) && Matches(asset);

    /// <summary>Whether an asset is meant; its name begins with <see cref="Prefix"/> already.</summary>
    public bool Matches(LakeAsset asset) =>
        _pattern is null || FileSystemName.MatchesSimpleExpression(_pattern, asset.Name.Path, ignoreCase: false);
}
