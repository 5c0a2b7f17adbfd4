namespace DreamLake.StagingPool.Storage;

/// <summary>Where a key's manifest lies below its bucket's <c>objects</c> folder.</summary>
/// <remarks>
/// The key <c>alice/robotics/staging/0f3a</c> lies at <c>alice/robotics/staging/0f3a.object</c>. A folder never ends in <c>.object</c>,
/// so the key <c>a</c> and the key <c>a/b</c> stand side by side. A level longer than a file system's names is broken into several.
/// </remarks>
internal static class KeyPath
{
    /// <summary>What a manifest's name ends in.</summary>
    public const string Suffix = ".object";

    /// <summary>What the name of a folder ends in whose level goes on in the next name. No encoded level ends so.</summary>
    public const string Continued = "%+";

    // File systems hold 255 bytes in a name; the rest is for the endings.
    private const int LongestName = 200;

    public static string Of(string key)
    {
        var levels = key.Split('/').Select(l => Pieces(LevelName.Encode(l))).ToArray();
        var folders = levels[..^1].SelectMany(pieces => (string[])[.. pieces[..^1].Select(p => p + Continued), AsFolder(pieces[^1])]);
        var last = levels[^1];
        return Path.Combine([.. folders, .. last[..^1].Select(p => p + Continued), last[^1] + Suffix]);
    }

    // A folder that would look like a manifest has its dot written as hex, which reads back the same.
    private static string AsFolder(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] + "%2eobject" : name;

    private static string[] Pieces(string name) =>
        name.Length <= LongestName ? [name] : [.. name.Chunk(LongestName).Select(p => new string(p))];
}
