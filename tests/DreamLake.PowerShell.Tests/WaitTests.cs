using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

/// <summary><c>-WaitFor</c>: what a pipeline may delete by.</summary>
public sealed class WaitTests
{
    private const string To = "-Episode alice@robotics:run-042 -To /camera/front";

    [Theory]
    [InlineData("Verified", "processing")]
    [InlineData("Ready", "ready")]
    public async Task A_file_is_written_out_once_it_has_come_to_what_was_waited_for(string goal, string status)
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        scene.Lake.Tells = (_, asked) => asked == 1 ? new JsonObject { ["status"] = "stored" } : Proven(file, status);
        var result = Assert.Single(scene.Run($"Send-DreamLakeFile a.mp4 {To} -WaitFor {goal}").Clean().Output);
        Assert.Equal((goal, Digest(file)), ((string)result.Properties["Status"].Value, (string)result.Properties["Sha256"].Value));
        var verifiedAt = (DateTime)result.Properties["VerifiedAt"].Value;
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), verifiedAt.ToUniversalTime());
        Assert.Null(result.Properties["Incomplete"].Value);
    }

    [Fact]
    public async Task A_recording_that_was_cut_short_says_how_much_of_it_plays()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        scene.Lake.Tells = (_, _) =>
        {
            var told = Proven(file, "ready");
            told["incomplete"] = new JsonObject { ["seconds"] = 6, ["of"] = 10 };
            return told;
        };
        var result = Assert.Single(scene.Run($"Send-DreamLakeFile a.mp4 {To} -WaitFor Ready").Clean().Output);
        Assert.Equal("6.0 of 10.0 s", result.Properties["Incomplete"].Value);
    }

    [Theory]
    [InlineData("rejected", "ContentRejected", ErrorCategory.InvalidData)]
    [InlineData("failed", "SplitFailed", ErrorCategory.InvalidResult)]
    public async Task Another_end_is_an_error_with_the_lakes_reason_and_the_others_go_on(string status, string id, ErrorCategory category)
    {
        await using var scene = await Scene.StartAsync();
        var (bad, good) = (scene.File("bad.mp4"), scene.File("good.mp4"));
        scene.Lake.Tells = (name, _) => name.EndsWith("good.mp4", StringComparison.Ordinal)
            ? Proven(good, "ready")
            : new JsonObject { ["status"] = status, ["statusReason"] = "The lake says why." };
        var ran = scene.Run($"Send-DreamLakeFile bad.mp4, good.mp4 {To} -WaitFor Ready");
        var error = ran.Error(id);
        Assert.Equal((bad.FullName, category), (error.TargetObject, error.CategoryInfo.Category));
        Assert.EndsWith(": The lake says why.", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal("/camera/front/good.mp4", Assert.Single(ran.Output).Properties["Name"].Value);
    }

    [Fact]
    public async Task Ctrl_C_says_what_is_safe_and_how_to_go_on()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Lake.Tells = (_, times) =>
        {
            if (times == 2) asked.TrySetResult();
            return new JsonObject { ["status"] = "stored" };
        };
        using var shell = scene.Session.Shell($"Send-DreamLakeFile a.mp4 {To} -WaitFor Verified");
        var running = shell.BeginInvoke();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await shell.StopAsync(null, null);
        Assert.ThrowsAny<PipelineStoppedException>(() => shell.EndInvoke(running));

        Assert.Equal(
            [
                $"'{file.FullName}' is stored and registered, and not verified yet.",
                $"upload paused — re-run to resume: Send-DreamLakeFile a.mp4 {To} -WaitFor Verified",
            ],
            scene.Host.Warnings);
    }

    private static JsonObject Proven(FileInfo file, string status) => new()
    {
        ["status"] = status,
        ["verified"] = new JsonObject { ["sha256"] = Digest(file), ["at"] = "2026-01-01T00:00:00Z" },
    };

    private static string Digest(FileInfo file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)));
}
