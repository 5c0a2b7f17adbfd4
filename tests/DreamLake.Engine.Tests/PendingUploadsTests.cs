using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

public sealed class PendingUploadsTests
{
    [Fact]
    public async Task An_upload_that_failed_after_its_bytes_is_listed_and_its_request_finishes_it()
    {
        await using var scene = await Scene.StartAsync();
        await PendingAsync(scene);
        var pending = Assert.Single(new PendingUploads(scene.Options).List());
        Assert.Equal((2, 2, 99, UploadStepName.CompleteMultipart, PendingFile.Unchanged),
            (pending.Parts, pending.PartsDone, pending.Percent, pending.Step, pending.File));
        var result = await scene.UploadAsync(pending.ToRequest(scene.Connection));
        Assert.Equal((UploadOutcome.Stored, 0), (result.Outcome, result.PartsSent));
        Assert.Empty(new PendingUploads(scene.Options).List());
    }

    [Fact]
    public async Task Forgetting_leaves_nothing_in_the_state_folder()
    {
        await using var scene = await Scene.StartAsync();
        await PendingAsync(scene);
        var uploads = new PendingUploads(scene.Options);
        uploads.Forget(Assert.Single(uploads.List()));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task What_is_complete_is_not_aborted_only_forgotten()
    {
        await using var scene = await Scene.StartAsync();
        await PendingAsync(scene);
        var uploads = new PendingUploads(scene.Options);
        await uploads.AbortAsync(Assert.Single(uploads.List()), scene.Connection, TestContext.Current.CancellationToken);
        Assert.Equal(0, scene.Lake.Count("POST", "/abort"));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Another_lakes_upload_is_neither_finished_nor_aborted()
    {
        await using var scene = await Scene.StartAsync();
        await PendingAsync(scene);
        var uploads = new PendingUploads(scene.Options);
        var pending = Assert.Single(uploads.List());
        var other = scene.Connection with { Name = "another" };
        Assert.Equal(UploadError.OtherLake, Assert.Throws<UploadException>(() => pending.ToRequest(other)).Error);
        Assert.Equal(UploadError.OtherLake, (await Assert.ThrowsAsync<UploadException>(() =>
            uploads.AbortAsync(pending, other, TestContext.Current.CancellationToken))).Error);
        Assert.Single(scene.StateFiles());
    }

    [Fact]
    public async Task A_preview_reads_and_writes_nothing_where_nothing_can_be_resumed()
    {
        await using var scene = await Scene.StartAsync();
        var preview = await new UploadPreviews(scene.Options).OfAsync(
            Scene.Request(scene.File("a.mp4", 25 * Scene.MiB)), scene.Connection, TestContext.Current.CancellationToken);
        Assert.Equal((3, 0, false), (preview.Parts, preview.PartsDone, preview.IsResume));
        Assert.False(Directory.Exists(scene.States));
        Assert.Empty(scene.Lake.Requests);
    }

    private static async Task PendingAsync(Scene scene)
    {
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != "/videos") return false;
            await FakeLake.Problem(context, 422, "not like this");
            return true;
        };
        Assert.Equal(UploadError.ContentRefused, (await scene.UploadAsync(scene.File("a.mp4", 15 * Scene.MiB))).Error!.Error);
        scene.Lake.Intercept = _ => Task.FromResult(false);
    }
}
