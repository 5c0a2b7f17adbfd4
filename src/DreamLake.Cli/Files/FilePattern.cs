using System.IO.Enumeration;

namespace DreamLake.Cli.Files;

/// <summary>Where a pattern looks for files.</summary>
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
}
