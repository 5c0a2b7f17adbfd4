using System.Text.RegularExpressions;
using DreamLake.PowerShell.Tests.Hosting;

namespace DreamLake.PowerShell.Tests.Help;

/// <summary>What a cmdlet's help says, by heading: as the page of <c>docs/en-US</c> has it, or as the module's help file has it.</summary>
internal sealed record HelpPage(
    string Name,
    string Synopsis,
    string Description,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<string> Examples,
    string Online)
{
    public static string Folder => Path.Combine(Repository.Root, "docs", "en-US");

    /// <summary>The pages, by cmdlet.</summary>
    public static IReadOnlyDictionary<string, HelpPage> Pages() =>
        Directory.GetFiles(Folder, "*-*.md").Select(path => Read(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path)))
            .ToDictionary(page => page.Name);

    /// <summary>One line of words, whatever the white space between them.</summary>
    public static string Words(string text) => Regex.Replace(text, @"\s+", " ").Trim();

    private static HelpPage Read(string name, string text)
    {
        var sections = Sections(text, "## ");
        return new HelpPage(
            name,
            Words(sections["SYNOPSIS"]),
            Words(sections["DESCRIPTION"]),
            Sections(sections["PARAMETERS"], "### -").ToDictionary(
                section => section.Key,
                section => Words(section.Value.Split("```")[0].Split("### CommonParameters")[0])),
            [.. Sections(sections["EXAMPLES"], "### ").Values.Select(example => example.Split("```")[1].Split('\n', 2)[1].Trim())],
            text.Split("HelpUri: ")[1].Split('\n')[0]);
    }

    private static Dictionary<string, string> Sections(string text, string mark) =>
        ("\n" + text).Split("\n" + mark)[1..].Select(section => section.Split('\n', 2))
            .ToDictionary(section => section[0].Trim(), section => section[1]);
}
