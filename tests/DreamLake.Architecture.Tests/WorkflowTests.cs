using Xunit;

namespace DreamLake.Architecture.Tests;

/// <summary>What runs on other systems, where nobody sees it fail while they work here: it names what is there.</summary>
public sealed class WorkflowTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(SourceTree.Root, ".github", "workflows", "build.yml"));

    [Fact]
    public void It_runs_the_steps_that_are_run_here()
    {
        Assert.Contains("- run: .ci/run\n", Text, StringComparison.Ordinal);
        Assert.Contains("- run: .ci/package out/packages\n", Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("system: [ubuntu-latest, windows-latest, macos-latest]")]
    [InlineData("shell: [\"7.4.*\", \"7.6.*\"]")]
    [InlineData("needs: [packages, native]")]
    public void It_tests_what_was_built_once_on_each_system_and_shell(string line) =>
        Assert.Contains(line, Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    [InlineData("linux-arm64")]
    public void It_builds_the_native_command_where_this_machine_cannot(string system)
    {
        Assert.Contains($"rid: {system}, system:", Text, StringComparison.Ordinal);
        var all = Text.Split('\n').First(line => line.Contains("ToolPackageRuntimeIdentifiers:", StringComparison.Ordinal));
        Assert.Contains(system, all, StringComparison.Ordinal);
    }

    /// <summary>The module is not built where it is tested: it comes out of the package.</summary>
    [Fact]
    public void The_shells_build_no_module()
    {
        var shells = Text.Split("\n  shells:\n")[1];
        Assert.DoesNotContain(".sln", shells, StringComparison.Ordinal);
        Assert.DoesNotContain("DreamLake.PowerShell.csproj", shells, StringComparison.Ordinal);
        Assert.Contains("out/packages/gallery/DreamLake.*.nupkg -d out/DreamLake", shells, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_path_of_the_repository_that_it_names_is_there()
    {
        var named = Text.Split([' ', '\n', '"', '=', ',', ':']).Where(word =>
            word.StartsWith("src/", StringComparison.Ordinal) || word.StartsWith("tests/", StringComparison.Ordinal)
            || word.StartsWith(".ci/", StringComparison.Ordinal) || word.StartsWith("samples/", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, path.TrimEnd('.'))), path));
    }
}
