using DreamLake.Engine.Tests.Lake;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

/// <summary>What a paused run of many files had not begun, one command finishes: each file where it was to go.</summary>
public sealed class RememberedRunTests
{
    [Fact]
    public async Task The_command_that_is_printed_finishes_files_of_several_episodes_and_folders()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Names = new LakeNames();
        for (var i = 1; i <= 30; i++) scene.File($"{i:00}.mp4", i);
        var isDown = true;
        scene.Lake.Intercept = async context =>
        {
            if (!isDown || !context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 501, "not now");
            return true;
        };
        const string Script = """
            function Send { 1..30 | ForEach-Object { [pscustomobject]@{
                LiteralPath = '{0:00}.mp4' -f $_; Episode = "robotics:run-$($_ % 2)"; To = "/day/$($_ % 3)" } } |
                Send-DreamLakeFile -MaxRate 100MB -ErrorAction SilentlyContinue }; Send
            """;
        var paused = scene.Run(Script);
        var warnings = paused.Warnings.Where(line => line.Contains("re-run", StringComparison.Ordinal)).ToArray();
        const string Notice = "upload paused — re-run to resume: ";
        Assert.StartsWith(Notice, Assert.Single(warnings), StringComparison.Ordinal);
        isDown = false;

        var finished = scene.Run(warnings[0][Notice.Length..]).Clean();

        Assert.Equal(
            Enumerable.Range(1, 30).Select(i => $"alice@robotics:run-{i % 2} /day/{i % 3}/{i:00}.mp4").Order(StringComparer.Ordinal),
            finished.Output.Select(sent => $"{sent.Properties["Episode"].Value} {sent.Properties["Name"].Value}")
                .Order(StringComparer.Ordinal));
        Assert.Empty(scene.Run("Resume-DreamLakeUpload").Clean().Output);
    }

    [Fact]
    public async Task The_same_files_again_are_already_stored_and_a_taken_name_is_replaced_or_refused()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Names = new LakeNames();
        scene.File("a.mp4", 10);
        const string Send = "Send-DreamLakeFile a.mp4 -Episode robotics:run-042";
        Assert.Equal("Stored", StatusOf(scene.Run(Send).Clean()));
        Assert.Equal("AlreadyStored", StatusOf(scene.Run(Send).Clean()));
        Assert.Equal("Stored", StatusOf(scene.Run(Send + " -Force").Clean()));

        scene.File("a.mp4", 11);
        scene.Run(Send + " -NoClobber").Error("NameTaken");
        var replaced = scene.Run(Send);
        Assert.Equal("Replaced", StatusOf(replaced));
        Assert.StartsWith("asset-", replaced.Output[0].Properties["Replaces"].Value.ToString(), StringComparison.Ordinal);
    }

    private static string? StatusOf(Ran ran) => Assert.Single(ran.Output).Properties["Status"].Value.ToString();
}
