using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>Secrets that cannot be read are refused: fresh ones in their place would void every token and signed address.</summary>
public sealed class DamagedSecretsTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("garbage")]
    [InlineData("{\"tokenSecret\":\"AAAA\",\"urlKey\":\"AAAA\",\"poolAccessKey\":\"a\",\"poolSecretKey\":\"b\"}")]
    public async Task They_are_refused_in_one_line_and_left_as_they_are(string content)
    {
        using var machine = new Machine();
        var keys = Path.Combine(machine.Home, "lake", "keys.json");
        Directory.CreateDirectory(Path.GetDirectoryName(keys)!);
        await File.WriteAllTextAsync(keys, content, TestContext.Current.CancellationToken);
        var run = (await machine.RunAsync(
            "upload",
            machine.File("a.wav", 1),
            "--episode",
            "alice@robotics",
            "--local",
            "--folder",
            Path.Combine(machine.Home, "lake"))).Ended(3);
        Assert.Contains("keys.json' is damaged", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(keys, TestContext.Current.CancellationToken));
    }
}
