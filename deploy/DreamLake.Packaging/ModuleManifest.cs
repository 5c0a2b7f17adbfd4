using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DreamLake.Packaging;

/// <summary>The module's manifest, read without PowerShell.</summary>
/// <param name="Text">The file as it is.</param>
public sealed partial record ModuleManifest(string Text)
{
    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd";

    /// <summary>Reads the file.</summary>
    public static async Task<ModuleManifest> ReadAsync(string path) => new(await File.ReadAllTextAsync(path));

    /// <summary>
    /// The manifest of a version. PowerShell's prereleases are letters and digits alone: <c>dev.12</c> is <c>dev12</c> there.
    /// </summary>
    public ModuleManifest With(string version)
    {
        var text = VersionEntry().Replace(Text, match => $"{match.Groups[1].Value}'{version.Split('-')[0]}'", 1);
        var prerelease = Prerelease(version);
        return new(prerelease.Length == 0 ? text : TagsEntry().Replace(text, $"$1Prerelease   = '{prerelease}'\n$0", 1));
    }

    /// <summary>What NuGet packs the module by, as the Gallery expects it: every cmdlet is a tag.</summary>
    /// <param name="version">The version, semantic.</param>
    /// <param name="folder">The module's folder, beside the file that this becomes.</param>
    public string ToNuspec(string version, string folder)
    {
        var prerelease = Prerelease(version);
        var cmdlets = List("CmdletsToExport").SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" });
        XElement[] facts =
        [
            new(Nuspec + "id", "DreamLake"),
            new(Nuspec + "version", version.Split('-')[0] + (prerelease.Length == 0 ? "" : "-" + prerelease)),
            new(Nuspec + "authors", Value("Author")),
            new(Nuspec + "description", Value("Description")),
            new(Nuspec + "copyright", Value("Copyright")),
            new(Nuspec + "license", new XAttribute("type", "expression"), "MIT"),
            new(Nuspec + "icon", "icon.png"),
            new(Nuspec + "projectUrl", Value("ProjectUri")),
            new(Nuspec + "releaseNotes", Value("ReleaseNotes")),
            new(Nuspec + "tags", string.Join(' ', [.. List("Tags"), "PSModule", "PSIncludes_Cmdlet", .. cmdlets])),
        ];
        var files = new XElement(Nuspec + "files", new XElement(
            Nuspec + "file", new XAttribute("src", $"{folder}/**"), new XAttribute("target", "")));
        return new XDocument(new XElement(Nuspec + "package", new XElement(Nuspec + "metadata", facts), files)) + "\n";
    }

    private static string Prerelease(string version) =>
        string.Concat(version.Split('-', 2).Skip(1).SelectMany(label => label).Where(char.IsAsciiLetterOrDigit));

    private string Value(string name) =>
        Regex.Match(Text, $@"^\s*{name}\s*=\s*'([^']*)'", RegexOptions.Multiline) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidDataException($"DreamLake.psd1 has no {name}.");

    private IEnumerable<string> List(string name) =>
        Regex.Match(Text, $@"^\s*{name}\s*=\s*@\(([^)]*)\)", RegexOptions.Multiline) is { Success: true } match
            ? Quoted().Matches(match.Groups[1].Value).Select(word => word.Groups[1].Value)
            : throw new InvalidDataException($"DreamLake.psd1 has no list {name}.");

    [GeneratedRegex(@"^(\s*ModuleVersion\s*=\s*)'[^']*'", RegexOptions.Multiline)]
    private static partial Regex VersionEntry();

    [GeneratedRegex(@"^(\s*)Tags\s*=", RegexOptions.Multiline)]
    private static partial Regex TagsEntry();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
