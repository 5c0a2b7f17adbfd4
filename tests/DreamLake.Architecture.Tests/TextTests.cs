using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>The form of the source: .editorconfig says the length of a line, but only editors read that.</summary>
public sealed class TextTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 300;
    private const int LongText = 80;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void No_line_is_longer_than_140_characters(string folder)
    {
        var lines = SourceTree.Files(folder, "*.cs").Concat(SourceTree.Files(folder, "*.ps1"))
            .SelectMany(path => File.ReadLines(Path.Combine(SourceTree.Root, path)).Select((line, index) => (path, line, index)))
            .Where(line => line.line.Length > LongestLine && (folder == "src" || !HoldsLongText(line.line)))
            .Select(line => $"{line.path}:{line.index + 1} has {line.line.Length}");
        Violations.None(lines);
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void No_file_is_longer_than_300_lines(string folder)
    {
        var files = SourceTree.Files(folder, "*.cs")
            .Select(path => (path, lines: File.ReadLines(Path.Combine(SourceTree.Root, path)).Count()))
            .Where(file => file.lines > LongestFile)
            .Select(file => $"{file.path} has {file.lines} lines");
        Violations.None(files);
    }

    /// <summary>
    /// In tests and measurements, where a text stands as it is on the wire or in a document: an answer, a picture, an expected line.
    /// </summary>
    private static bool HoldsLongText(string line)
    {
        var text = line.Trim();
        var quotes = text.LastIndexOf('"') - text.IndexOf('"', StringComparison.Ordinal);
        return !text.StartsWith("//", StringComparison.Ordinal) && quotes > LongText;
    }
}
