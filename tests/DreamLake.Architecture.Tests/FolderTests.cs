using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>Folders of a project are layers: a folder that knows another is not known by it, directly or around others.</summary>
public sealed class FolderTests
{
    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    /// <summary>
    /// A folder's types are in its namespace. Those of the project's root are what all its folders share, and belong to none.
    /// </summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void No_cycle_between_the_folders_of_a_project(string project)
    {
        var assembly = SourceTree.AssemblyOf(project);
        var architecture = new ArchLoader().LoadFilteredDirectory(Path.GetDirectoryName(assembly), Path.GetFileName(assembly)).Build();
        var rule = SliceRuleDefinition.Slices().Matching($"{project}.(*)").Should().BeFreeOfCycles();
        var cycles = rule.Evaluate(architecture).Where(result => !result.Passed).Select(result => result.Description);
        Violations.None(cycles);
    }
}
