using System.Text.RegularExpressions;

namespace DreamLake.Cli.Files;

/// <summary>A pattern of a path: <c>?</c> one character, <c>*</c> any within a level, <c>**</c> any number of levels.</summary>
internal static class FilePattern
{
    /// <summary>The pattern as an expression over paths with forward slashes. Case counts, as in a shell.</summary>
    public static Regex Of(string pattern)
    {
        var expression = Regex.Escape(pattern)
            .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        return new Regex($@"\A{expression}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
