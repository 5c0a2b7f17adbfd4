using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests.Help;

/// <summary>
/// Holds the help to the code: every cmdlet and parameter is described, in the pages and in the file made of them, and nothing that is no
/// more.
/// </summary>
public sealed partial class HelpTests
{
    private static readonly IReadOnlyDictionary<string, HelpPage> Pages = HelpPage.Pages();
    private static readonly IReadOnlyDictionary<string, HelpPage> MadeOfThem = HelpFile.Read();
    private static readonly Dictionary<string, CommandInfo> Cmdlets = ReadCmdlets();

    public static TheoryData<string> Names => [.. Cmdlets.Keys];

    [Fact]
    public void Each_cmdlet_has_a_page_and_an_entry_and_nothing_else_has()
    {
        Assert.Equal(Cmdlets.Keys.Order(), Pages.Keys.Order());
        Assert.Equal(Cmdlets.Keys.Order(), MadeOfThem.Keys.Order());
        Assert.All(Cmdlets.Keys, name => Assert.Contains(
            $"]({name}.md)",
            File.ReadAllText(Path.Combine(HelpPage.Folder, "DreamLake.md")),
            StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_parameter_is_described_and_no_other(string name)
    {
        var parameters = Parameters(Cmdlets[name]).Select(parameter => parameter.Name).Order().ToArray();
        Assert.Equal(parameters, Pages[name].Parameters.Keys.Order());
        Assert.Equal(parameters, MadeOfThem[name].Parameters.Keys.Order());
        Assert.All(Pages[name].Parameters, parameter => Assert.True(
            parameter.Value.Length > 20 && !parameter.Value.Contains("{{", StringComparison.Ordinal),
            parameter.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_help_file_says_what_the_page_says(string name)
    {
        var (page, made) = (Pages[name], MadeOfThem[name]);
        Assert.Equal(page.Synopsis, made.Synopsis);
        Assert.Equal(page.Description, made.Description);
        Assert.Equal(page.Parameters.OrderBy(parameter => parameter.Key), made.Parameters.OrderBy(parameter => parameter.Key));
        Assert.Equal(page.Examples, made.Examples);
        Assert.Equal(page.Online, made.Online);
        Assert.EndsWith($"/docs/en-US/{name}.md", page.Online, StringComparison.Ordinal);
        Assert.True(page.Synopsis.Length > 20 && page.Description.Length > 100);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_has_parameters_as_the_code_has_them(string name)
    {
        var text = File.ReadAllText(Path.Combine(HelpPage.Folder, name + ".md"));
        foreach (var parameter in Parameters(Cmdlets[name]))
        {
            var section = text.Split($"### -{parameter.Name}\n")[1].Split("###")[0];
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            Assert.Contains($"Type: {type.FullName}\n", section, StringComparison.Ordinal);
            Assert.All(parameter.Aliases, alias => Assert.Contains($"- {alias}\n", section, StringComparison.Ordinal));
            Assert.All(parameter.ParameterSets.Values, set =>
            {
                Assert.Contains($"IsRequired: {(set.IsMandatory ? "true" : "false")}\n", section, StringComparison.Ordinal);
                Assert.Contains($"Position: {(set.Position >= 0 ? set.Position.ToString(System.Globalization.CultureInfo.InvariantCulture) : "Named")}\n", section, StringComparison.Ordinal);
                Assert.Contains($"ValueFromPipeline: {(set.ValueFromPipeline ? "true" : "false")}\n", section, StringComparison.Ordinal);
                Assert.Contains(
                    $"ValueFromPipelineByPropertyName: {(set.ValueFromPipelineByPropertyName ? "true" : "false")}\n",
                    section,
                    StringComparison.Ordinal);
            });
            Assert.Contains(
                $"SupportsWildcards: {(parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any() ? "true" : "false")}\n",
                section,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_example_can_be_typed(string name)
    {
        Assert.True(Pages[name].Examples.Count >= (name == "Send-DreamLakeFile" ? 3 : 1));
        foreach (var example in Pages[name].Examples)
        {
            var script = Parser.ParseInput(example, out _, out var errors);
            Assert.Empty(errors);
            var calls = script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
                .Where(call => Cmdlets.ContainsKey(call.GetCommandName()))
                .ToArray();
            Assert.Contains(calls, call => call.GetCommandName() == name);
            foreach (var call in calls)
                Assert.All(
                    call.CommandElements.OfType<CommandParameterAst>(),
                    parameter => Assert.Contains(parameter.ParameterName, Cmdlets[call.GetCommandName()].Parameters.Keys));
        }
    }

    [Fact]
    public void The_topic_names_every_cmdlet_of_an_upload()
    {
        var topic = File.ReadAllText(Path.Combine(Repository.Module, "en-US", "about_DreamLake.help.txt"));
        Assert.All(new[]
        {
            "Send-DreamLakeFile",
            "Get-DreamLakeUploadState",
            "Resume-DreamLakeUpload",
            "Remove-DreamLakeUploadState",
            "Connect-DreamLake",
        }, name => Assert.Contains(name, topic, StringComparison.Ordinal));
        Assert.All(topic.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Every_error_id_is_explained_and_none_that_there_is_not()
    {
        var topic = File.ReadAllText(Path.Combine(Repository.Module, "en-US", "about_DreamLake_Troubleshooting.help.txt"));
        Assert.All(topic.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        var explained = Heading().Matches(topic).Select(match => match.Groups["id"].Value);
        var source = string.Join('\n', Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "src", "DreamLake.PowerShell"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var own = CmdletError().Matches(source).Select(match => match.Groups["id"].Value);
        var all = own.Concat(EngineErrors()).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(all, explained.Order(StringComparer.Ordinal));
    }

    // The engine is loaded by the module alone: its list of errors is read where it is written.
    private static IEnumerable<string> EngineErrors()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src", "DreamLake.Engine", "UploadException.cs"));
        var list = source[..source.IndexOf("public sealed class", StringComparison.Ordinal)];
        return EnumName().Matches(list).Select(match => match.Groups["id"].Value);
    }

    [GeneratedRegex(@"^    (?<id>[A-Z][A-Za-z]+),", RegexOptions.Multiline)]
    private static partial Regex EnumName();

    [GeneratedRegex(@"^  (?<id>[A-Z][A-Za-z]+)\n    .+\n(    .+\n)*    Safe: .+\n(    .+\n)*    Next: ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"""(?<id>[A-Z][A-Za-z]+)"",\s*ErrorCategory\.")]
    private static partial Regex CmdletError();

    private static IEnumerable<ParameterMetadata> Parameters(CommandInfo cmdlet) =>
        cmdlet.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static Dictionary<string, CommandInfo> ReadCmdlets()
    {
        using var session = ModuleSession.Open();
        return session.Run("Get-Command -Module DreamLake").Clean().Output.Select(command => (CommandInfo)command.BaseObject)
            .ToDictionary(command => command.Name);
    }
}
