using System.Xml.Linq;
using DreamLake.PowerShell.Tests.Hosting;

namespace DreamLake.PowerShell.Tests.Help;

/// <summary>Reads the module's help file, as it was laid out with the module.</summary>
internal static class HelpFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The cmdlets of the file.</summary>
    public static IReadOnlyDictionary<string, HelpPage> Read() =>
        XDocument.Load(Path.Combine(Repository.Module, "en-US", "DreamLake.PowerShell.dll-Help.xml")).Root!.Elements(Command + "command")
            .Select(Read)
            .ToDictionary(page => page.Name);

    private static HelpPage Read(XElement command)
    {
        var details = command.Element(Command + "details")!;
        return new HelpPage(
            details.Element(Command + "name")!.Value,
            HelpPage.Words(details.Element(Maml + "description")!.Value),
            HelpPage.Words(string.Join(' ', command.Element(Maml + "description")!.Elements(Maml + "para").Select(para => para.Value))),
            command.Element(Command + "parameters")!.Elements().ToDictionary(
                parameter => parameter.Element(Maml + "name")!.Value,
                parameter => HelpPage.Words(parameter.Element(Maml + "description")!.Value)),
            [.. command.Descendants(Command + "example").Select(example => example.Element(Dev + "code")!.Value.Trim())],
            command.Descendants(Maml + "navigationLink").First().Element(Maml + "uri")!.Value);
    }
}
