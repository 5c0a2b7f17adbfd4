using Xunit;

namespace DreamLake.Pester.Tests;

public sealed class PinTests
{
    [Fact]
    public void The_build_script_pins_the_same_Pester() =>
        Assert.Matches($@"'Pester'\s*=\s*'{System.Text.RegularExpressions.Regex.Escape(PinnedTools.PesterVersion)}'", File.ReadAllText(Repository.At("build.ps1")));
}
