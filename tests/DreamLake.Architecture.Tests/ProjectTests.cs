using Mono.Cecil;
using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md: which project may know which.</summary>
public sealed class ProjectTests
{
    /// <summary>For each project, all that it may reference. What is missing here may reference nothing.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["DreamLake.Protocol"] = [],
        ["DreamLake.Disk"] = [],
        ["DreamLake.Engine"] = ["DreamLake.Protocol", "DreamLake.Disk"],
        ["DreamLake.Presentation"] = ["DreamLake.Engine", "DreamLake.Protocol", "DreamLake.Disk"],
        ["DreamLake.PowerShell"] = ["DreamLake.Presentation", "DreamLake.Engine", "DreamLake.Protocol"],
        ["DreamLake.Hosting"] = ["DreamLake.Protocol", "DreamLake.Disk"],
        ["DreamLake.Server"] = ["DreamLake.Hosting", "DreamLake.Protocol"],
        ["DreamLake.Lambda"] = ["DreamLake.Hosting", "DreamLake.Protocol", "DreamLake.Disk"],
        // BSS hands the Lambda its jobs through the Lambda's own queue.
        ["DreamLake.Bss"] = ["DreamLake.Lambda", "DreamLake.Hosting", "DreamLake.Protocol", "DreamLake.Disk"],
        ["DreamLake.StagingPool"] = ["DreamLake.Disk"],
        ["DreamLake.Terminal"] = ["DreamLake.Protocol"],
        ["DreamLake.Cli"] =
            ["DreamLake.Presentation", "DreamLake.Engine", "DreamLake.Terminal", "DreamLake.Protocol", "DreamLake.Disk"],
        ["DreamLake.Page"] = ["DreamLake.Server", "DreamLake.Hosting", "DreamLake.Protocol"],
        // The one place that composes the lake. The command starts it, and knows nothing of it.
        ["DreamLake.Serving"] =
        [
            "DreamLake.Bss", "DreamLake.Server", "DreamLake.Page", "DreamLake.Lambda", "DreamLake.StagingPool", "DreamLake.Hosting",
            "DreamLake.Terminal", "DreamLake.Protocol", "DreamLake.Disk",
        ],
    };

    /// <summary>What an uploading client must not bring along.</summary>
    private static readonly string[] Foreign =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "AWSSDK", "System.Management.Automation"];

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_is_below_it(string project) =>
        Assert.Empty(SourceTree.ReferencesOf(project).Except(Arrows.GetValueOrDefault(project, [])));

    [Fact]
    public void The_arrows_have_no_cycle()
    {
        var open = new Dictionary<string, string[]>(Arrows);
        while (open.Where(project => !project.Value.Any(open.ContainsKey)).Select(project => project.Key).ToArray() is { Length: > 0 } done)
        {
            foreach (var project in done) open.Remove(project);
        }

        Assert.Empty(open.Keys);
    }

    [Theory]
    [InlineData("DreamLake.Protocol")]
    [InlineData("DreamLake.Engine")]
    [InlineData("DreamLake.Cli")]
    public void An_uploading_client_needs_http_and_a_disk(string project)
    {
        using var module = ModuleDefinition.ReadModule(SourceTree.AssemblyOf(project));
        var references = module.AssemblyReferences.Select(reference => reference.Name);
        Assert.DoesNotContain(references, name => Foreign.Any(foreign => name.StartsWith(foreign, StringComparison.Ordinal)));
    }

    /// <summary>What somebody references who writes a client, and all that it needs.</summary>
    [Fact]
    public void The_engine_is_packed_with_all_that_it_needs_and_says_what_it_is()
    {
        var packed = SourceTree.Projects.Where(project => SourceTree.DocumentOf(project).Descendants("Import")
            .Any(import => import.Attribute("Project")!.Value == "../Package.props")).ToArray();
        Assert.Equal(["DreamLake.Disk", "DreamLake.Engine", "DreamLake.Protocol"], packed);
        Assert.All(packed, project =>
        {
            Assert.Empty(SourceTree.ReferencesOf(project).Except(packed));
            Assert.NotEmpty(SourceTree.DocumentOf(project).Descendants("Description").Single().Value);
            Assert.Equal("true", SourceTree.DocumentOf(project).Descendants("IsAotCompatible").Single().Value);
            Assert.True(File.Exists(Path.Combine(SourceTree.Root, "src", project, "PublicAPI.Unshipped.txt")));
        });
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_is_in_the_table_of_the_architecture(string project) =>
        Assert.Contains(
            $"`{project}`",
            File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "architecture.md")),
            StringComparison.Ordinal);
}
