using System.Text.RegularExpressions;
using Xunit;

namespace DreamLake.Pester.Tests;

public sealed class PinTests
{
    [Fact]
    public void The_build_script_pins_the_same_Pester()
    {
        var pin = $@"'Pester'\s*=\s*'{Regex.Escape(PinnedTools.PesterVersion)}'";
        Assert.Matches(pin, File.ReadAllText(Repository.At("build.ps1")));
    }
}
