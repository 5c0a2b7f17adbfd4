using System.Text.RegularExpressions;

namespace DreamLake.Engine.Content;

/// <summary>The lines of a checksum file, in the forms that <c>sha256sum</c> and BSD's <c>sha256</c> write.</summary>
internal static partial class ChecksumLines
{
    /// <summary>The digests by the files' names, 64 lower-case hex digits each; null for a name that has two of them.</summary>
    /// <remarks>A digest without a name stands under the empty one. Lines of any other form are left out.</remarks>
    public static Dictionary<string, string?> Read(string text)
    {
        var digests = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            if (Entry(line.TrimEnd('\r')) is not var (name, sha256)) continue;
            digests[name] = digests.TryGetValue(name, out var other) && other != sha256 ? null : sha256;
        }

        return digests;
    }

    private static (string Name, string Sha256)? Entry(string line)
    {
        var match = Plain().Match(line);
        if (!match.Success) match = Tagged().Match(line);
        if (!match.Success) return null;
        // GNU marks a line whose name has such characters in it with a backslash in front.
        var name = match.Groups["name"].Value;
        if (line[0] == '\\') name = Escape().Replace(name, Unescaped);
        return (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name, match.Groups["digest"].Value.ToLowerInvariant());
    }

    private static string Unescaped(Match escape) => escape.Value[1] switch { 'n' => "\n", 'r' => "\r", var other => $"{other}" };

    // "DIGEST  NAME", "DIGEST *NAME", or the digest alone.
    [GeneratedRegex(@"^\\?(?<digest>[0-9a-fA-F]{64})(?: [ *](?<name>.+)|\s*)$")]
    private static partial Regex Plain();

    // "SHA256 (NAME) = DIGEST"
    [GeneratedRegex(@"^\\?SHA256 \((?<name>.+)\) = (?<digest>[0-9a-fA-F]{64})\s*$")]
    private static partial Regex Tagged();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}
