using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

public sealed class PendingUploadsTests
{
    [Fact]
    public async Task A_file_that_was_only_touched_is_hashed_again_and_its_upload_is_finished()
    {
        await using var scene = await Scene.StartAsync();
        var (path, pending) = await TouchedAsync(scene, bytes => bytes);
        Assert.Contains("it was last written at", pending.Difference, StringComparison.Ordinal);

        var result = await scene.UploadAsync(pending.ToRequest(scene.Connection));

        Assert.Equal((UploadOutcome.Stored, 0), (result.Outcome, result.PartsSent));
        Assert.Empty(scene.StateFiles());
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task One_whose_bytes_are_others_is_not_taken_for_it_and_the_error_says_what_differs()
    {
        await using var scene = await Scene.StartAsync();
        var (_, sameSize) = await TouchedAsync(scene, bytes => [.. bytes.Select(value => (byte)~value)]);
        var result = await scene.UploadAsync(sameSize.ToRequest(scene.Connection));
        Assert.Equal((UploadOutcome.Failed, UploadError.FileChanged), (result.Outcome, result.Error!.Error));
        Assert.Contains("it was last written at", result.Error.Message, StringComparison.Ordinal);
        Assert.Single(scene.StateFiles());

        var (_, longer) = await TouchedAsync(scene, bytes => [.. bytes, 1]);
        var error = Assert.Throws<UploadException>(() => longer.ToRequest(scene.Connection));
        Assert.Contains("its size was 100 bytes and is 101, and it was last written at", error.Message, StringComparison.Ordinal);
    }

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

    // An upload that paused after its bytes; then its file was written anew.
    private static async Task<(string Path, PendingUpload Pending)> TouchedAsync(Scene scene, Func<byte[], byte[]> change)
    {
        var path = scene.File("touched.mp4", 100);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != "/assets/video") return false;
            await FakeLake.Problem(context, 501, "not now");
            return true;
        };
        await scene.UploadAsync(path);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        await File.WriteAllBytesAsync(path, change(await File.ReadAllBytesAsync(path)));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-20));
        return (path, Assert.Single(new PendingUploads(scene.Options).List()));
    }
}
