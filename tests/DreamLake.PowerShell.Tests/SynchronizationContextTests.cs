using System.Management.Automation.Runspaces;
using DreamLake.Engine.Tests.Lake;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

/// <summary>
/// A host with a window runs pipelines on the thread that its synchronization context posts to: whoever blocks it waits for itself.
/// </summary>
public sealed class SynchronizationContextTests
{
    private static readonly TimeSpan Deadlocked = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("Send-DreamLakeFile a.mp4 -Episode alice@robotics:run-042 -To /camera/front -WhatIf")]
    [InlineData("Send-DreamLakeFile a.mp4 -Episode alice@robotics:run-042 -To /camera/front -Confirm")]
    [InlineData("Send-DreamLakeFile a.mp4 -Episode alice@robotics:run-042 -To /camera/front")]
    [InlineData("Resume-DreamLakeUpload -Confirm")]
    [InlineData("Remove-DreamLakeUploadState * -Abort -Confirm:$false")]
    public async Task A_question_or_an_abort_never_waits_for_the_thread_that_waits(string script)
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/abort", StringComparison.Ordinal)) return false;
            await FakeLake.Json(context, new System.Text.Json.Nodes.JsonObject { ["success"] = true });
            return true;
        };
        using var session = ModuleSession.Open(threadOptions: PSThreadOptions.UseCurrentThread);
        session.Run($"$ExecutionContext.SessionState.Path.SetLocation('{scene.Home}')").Clean();
        Ran? ran = null;
        var window = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new BlockedWindow());
            ran = session.Run(script);
        }) { IsBackground = true };
        window.Start();
        Assert.True(
            await Task.Run(() => window.Join(Deadlocked), TestContext.Current.CancellationToken),
            "The pipeline waits for its own thread.");
        ran!.Clean();
    }

    /// <summary>Takes what is to run on the window's thread, which never gets to it: the pipeline has that thread.</summary>
    private sealed class BlockedWindow : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
