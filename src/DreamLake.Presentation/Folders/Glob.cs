using System.Text.RegularExpressions;

namespace DreamLake.Presentation.Folders;

/// <summary>
/// A pattern of a path with <c>/</c>: <c>?</c> one character, <c>*</c> any within a level, <c>**</c> any number of levels. Case counts.
/// </summary>
public static class Glob
{
    /// <summary>The pattern as an expression over whole paths.</summary>
    public static Regex Of(string pattern) => Whole(Expression(pattern));

    /// <summary>
    /// The pattern as a choice of files: one without a slash counts at every level, and what it says of a folder it says of all in it.
    /// </summary>
    internal static Regex OfChoice(string pattern)
    {
        var path = pattern.Replace('\\', '/').TrimEnd('/');
        var anywhere = path.Contains('/', StringComparison.Ordinal) ? "" : "(.*/)?";
        return Whole($"{anywhere}{Expression(path.TrimStart('/'))}(/.*)?");
    }

    private static string Expression(string pattern) => Regex.Escape(pattern)
        .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
        .Replace(@"\*\*", ".*", StringComparison.Ordinal)
        .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
        .Replace(@"\?", "[^/]", StringComparison.Ordinal);

    // A name may hold a line break.
    private static Regex Whole(string expression) =>
        new($@"\A{expression}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
}
