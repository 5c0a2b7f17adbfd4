using DreamLake.Engine.Tests.Lake;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Lookup;

/// <summary>What an upload would be, where the lake was asked what it has: stored already, or in another's place.</summary>
public sealed class PreviewedNameTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_what_is_stored_what_is_replaced_and_what_is_free_by_one_question_and_writes_nothing()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var requests = new[] { "stored.mp4", "other.mp4", "longer.mp4", "free.mp4" }
            .Select((name, at) => Scene.Request(scene.File(name, 100 + at))).ToArray();
        await scene.UploadAsync(requests[0]);
        scene.Lake.Names.Put("video", "/camera/front/other.mp4", "asset-other", new string('f', 64), 101);
        scene.Lake.Names.Put("video", "/camera/front/longer.mp4", "asset-longer", new string('f', 64), 7);
        scene.Lake.Requests.Clear();
        Directory.Delete(scene.States, recursive: true);

        var previews = new UploadPreviews(scene.Options);
        await previews.AskAsync(requests, scene.Connection, Cancellation);
        var told = new List<(bool, string?)>();
        foreach (var request in requests)
        {
            var preview = await previews.OfAsync(request, scene.Connection, Cancellation);
            told.Add((preview.IsAlreadyStored, preview.Replaces));
        }

        Assert.Equal([(true, null), (false, "asset-other"), (false, "asset-longer"), (false, null)], told);
        Assert.Equal(["/assets/lookup"], scene.Lake.Requests.Select(seen => seen.Path));
        Assert.False(Directory.Exists(scene.States));
    }

    [Fact]
    public async Task A_run_asks_nothing_that_its_plan_was_told_within_a_minute()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var requests = Enumerable.Range(0, 3).Select(at => Scene.Request(scene.File($"{at}.mp4", 100 + at))).ToArray();
        foreach (var request in requests) await scene.UploadAsync(request);
        scene.Lake.Names.Asked.Clear();

        var (clock, options) = (new FakeTimeProvider(), scene.Options with { AskedNames = new AskedNames() });
        await new UploadPreviews(options, clock).AskAsync(requests[..2], scene.Connection, Cancellation);
        await new UploadPreviews(options, clock).AskAsync(requests, scene.Connection, Cancellation);
        Assert.Equal([2, 1], scene.Lake.Names.Asked);
        clock.Advance(TimeSpan.FromMinutes(1));
        await new UploadPreviews(options, clock).AskAsync(requests, scene.Connection, Cancellation);
        Assert.Equal([2, 1, 3], scene.Lake.Names.Asked);
    }

    [Fact]
    public async Task A_batch_is_asked_for_once_by_its_plan_and_its_run_together()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var requests = Enumerable.Range(0, 3).Select(at => Scene.Request(scene.File($"{at}.mp4", 100 + at))).ToArray();
        foreach (var request in requests) await scene.UploadAsync(request);
        scene.Lake.Requests.Clear();

        var options = scene.Options with { AskedNames = new AskedNames() };
        await UploadPreviews.OfPlan(options).AskAsync(requests, scene.Connection, Cancellation);
        using var uploader = new LakeUploader(scene.Connection, options);
        await foreach (var result in uploader.UploadAsync(requests.ToAsyncEnumerable(), Cancellation))
            Assert.Equal(UploadOutcome.AlreadyStored, result.Outcome);

        Assert.Equal([LakeNames.Lookup], scene.Lake.Requests.Select(seen => seen.Path));
    }

    [Fact]
    public async Task Where_nothing_may_be_replaced_it_is_the_error_that_the_upload_would_be()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var request = Scene.Request(scene.File("a.mp4", 100));
        scene.Lake.Names.Put("video", "/camera/front/a.mp4", "asset-old", new string('f', 64), 7);
        var previews = new UploadPreviews(scene.Options with { NoClobber = true });
        await previews.AskAsync([request], scene.Connection, Cancellation);

        var error = await Assert.ThrowsAsync<UploadException>(() => previews.OfAsync(request, scene.Connection, Cancellation));

        Assert.Equal(UploadError.NameTaken, error.Error);
    }
}
