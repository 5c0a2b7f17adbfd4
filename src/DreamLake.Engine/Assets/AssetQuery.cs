using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>Which assets of a lake are looked for. What is left out does not narrow it.</summary>
public sealed record AssetQuery
{
    /// <summary>Their episode; a space alone means all of it, its episodes included. Default: all spaces that the token may read.</summary>
    public EpisodeAddress? Episode { get; init; }

    /// <summary>How their names begin: <c>/camera/</c>. A missing first slash is supplied. Default: null, all.</summary>
    public string? Prefix { get; init; }

    /// <summary>Their type. Default: null, each of the four.</summary>
    public AssetType? Type { get; init; }

    /// <summary>Their content: 1 to 64 hex digits with which its SHA-256 begins. Default: null, any.</summary>
    public string? Hash { get; init; }

    /// <summary>Whether former versions of a name are listed beside the newest. Default: no.</summary>
    public bool AllVersions { get; init; }

    /// <summary>Whether what is in the trash is listed, and nothing else. Default: no. Not beside <see cref="AllVersions"/>.</summary>
    public bool Trash { get; init; }
}
