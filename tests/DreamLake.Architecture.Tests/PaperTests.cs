using System.Text.RegularExpressions;
using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>The papers: what they point to is there, and the index knows each.</summary>
public sealed partial class PaperTests
{
    private static readonly string[] Folders = ["docs", "bench", "samples", "tests", "deploy", ".ci"];

    private static IEnumerable<string> Papers =>
        Directory.GetFiles(SourceTree.Root, "*.md").Select(path => Path.GetFileName(path)!)
            .Concat(Folders.SelectMany(folder => SourceTree.Files(folder, "*.md")));

    [Fact]
    public void Every_relative_link_leads_to_something() => Violations.None(
        from paper in Papers
        from link in Links(paper)
        let target = link.Split('#')[0]
        where target.Length > 0 && !Path.Exists(Path.Combine(SourceTree.Root, Path.GetDirectoryName(paper)!, target))
        select $"{paper}: {link}");

    [Fact]
    public void Every_link_to_a_heading_finds_it() => Violations.None(
        from paper in Papers
        from link in Links(paper)
        where link.Contains('#') && (link[0] == '#' || link.Split('#')[0].EndsWith(".md", StringComparison.Ordinal))
        let target = link[0] == '#' ? paper : Path.Combine(Path.GetDirectoryName(paper)!, link.Split('#')[0])
        where !Anchors(target).Contains(link.Split('#')[1])
        select $"{paper}: {link}");

    [Fact]
    public void The_index_names_every_paper()
    {
        var index = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "README.md"));
        var papers = Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Select(path => Path.GetFileName(path)!);
        Violations.None(papers.Where(paper => paper != "README.md" && !index.Contains($"]({paper})", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Links(string paper)
    {
        var text = Code().Replace(File.ReadAllText(Path.Combine(SourceTree.Root, paper)), "");
        return Link().Matches(text).Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal));
    }

#pragma warning disable CA1308 // Anchors are lower case.
    private static IEnumerable<string> Anchors(string paper) =>
        Heading().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, paper))).Select(match =>
            NoAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));
#pragma warning restore CA1308

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
