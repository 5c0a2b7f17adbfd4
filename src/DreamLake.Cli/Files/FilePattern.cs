using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace DreamLake.Cli.Files;

/// <summary>A pattern of a path: <c>?</c> one character, <c>*</c> any within a level, <c>**</c> any number of levels.</summary>
internal static class FilePattern
{
    private static readonly EnumerationOptions Visible = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    /// <summary>The files that a pattern may match: those below a folder that are not hidden.</summary>
    /// <remarks>Into every folder, but through no link to one: links make loops. Links to files are files.</remarks>
    public static IEnumerable<string> Files(string folder) =>
        new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), Visible)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };

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
