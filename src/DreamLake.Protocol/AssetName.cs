namespace DreamLake.Protocol;

/// <summary>
/// The path of an asset in its episode: <c>/camera/front/run01.mp4</c>. It begins with a slash; the last level is the leaf.
/// </summary>
public sealed record AssetName
{
    private AssetName(string path)
    {
        Path = path;
        var slash = path.LastIndexOf('/');
        Leaf = path[(slash + 1)..];
        Folders = slash == 0 ? [] : path[1..slash].Split('/');
    }

    /// <summary>The whole path, with the slash it begins with.</summary>
    public string Path { get; }

    /// <summary>The last level: the file's name.</summary>
    public string Leaf { get; }

    /// <summary>The folders from the top down; empty for an asset right under its episode.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>The name of a file that goes to <paramref name="folder"/> (<c>--to</c>); null, "" and "/" mean the top.</summary>
    /// <exception cref="FormatException">The folder or the file's name cannot stand in a path.</exception>
    public static AssetName For(string? folder, string fileName) => Parse((folder ?? "").TrimEnd('/') + "/" + fileName);

    /// <summary>Reads a path; a missing first slash is supplied, and accents are written in one way (NFC).</summary>
    /// <exception cref="FormatException">It does not parse; the message says why.</exception>
    public static AssetName Parse(string path)
    {
        var levels = NameRules.Normalize(path.StartsWith('/') ? path[1..] : path);
        return NameRules.PathFault("asset name", levels) is { } fault
            ? throw new FormatException(
                $"'{NameRules.Printable(path)}' cannot name an asset: {fault}. It looks like /camera/front/run01.mp4.")
            : new AssetName("/" + levels);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Two names are one where their paths are.</summary>
    public bool Equals(AssetName? other) => other is not null && other.Path == Path;

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
}
