using DreamLake.Engine.Tests.Lake;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What a paused or killed run had not begun is kept, and finished as it was asked for.</summary>
public sealed class BatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_ends_leaves_nothing()
    {
        await using var scene = await SceneAsync();

        var results = await RunAsync(scene, scene.Options, Requests(scene, 40));

        Assert.Equal(40, results.Count(result => result.Outcome == UploadOutcome.Stored));
        Assert.Empty(new UploadBatches(scene.Options).List());
        Assert.Equal(["gate"], Directory.GetFiles(Batches(scene), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_a_paused_run_had_not_begun_is_kept_with_how_it_was_asked_for()
    {
        await using var scene = await SceneAsync();
        var options = scene.Options with
        {
            FilesUnderWay = 1, MaxRate = 1_000_000, NoClobber = true, WaitFor = WaitFor.Verified, SendsAgain = true, Rehash = true,
        };
        var requests = Requests(scene, 5).Select((request, at) => at % 2 == 0 ? request : request with
        {
            Episode = EpisodeAddress.Parse("alice@robotics:other"), To = "/elsewhere", Type = AssetType.Audio, Name = $"take {at}.wav",
        }).ToArray();
        scene.Lake.Intercept = context => RefuseAsync(context, "/init");

        var results = await RunAsync(scene, options with { WaitFor = null }, requests);

        Assert.All(results, result => Assert.Equal(UploadOutcome.Paused, result.Outcome));
        var batch = Assert.Single(new UploadBatches(scene.Options).List());
        Assert.Equal((5, 5, scene.Connection.Name), (batch.Files, batch.FilesLeft, batch.Lake));
        Assert.Equal(requests, new UploadBatches(scene.Options).Rest(batch));
        Assert.Equal((1, 1_000_000L, true), (batch.FilesUnderWay, batch.MaxRate, batch.NoClobber));
        Assert.Equal((true, true), (batch.SendsAgain, batch.Rehash));
        var resumed = batch.Options(new UploadOptions { MaxRate = 5 });
        Assert.Equal((1, 5L, true, true), (resumed.FilesUnderWay, resumed.MaxRate, resumed.NoClobber, resumed.SendsAgain));
    }

    [Fact]
    public async Task It_is_finished_by_one_call_each_file_once_and_then_forgotten()
    {
        await using var scene = await SceneAsync();
        using var stop = new CancellationTokenSource();
        var sent = 0;
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method == "PUT" && Interlocked.Increment(ref sent) == 50) await stop.CancelAsync();
            return false;
        };
        var before = await RunAsync(scene, scene.Options, Requests(scene, 100), stop.Token);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        var stored = before.Count(result => result.IsInLake);
        var batch = Assert.Single(new UploadBatches(scene.Options).List());
        Assert.Equal(100 - stored, batch.FilesLeft);

        var after = await ResumeAsync(scene, batch);

        Assert.Equal(100 - stored, after.Count(result => result.IsInLake));
        foreach (var result in before.Concat(after).Where(result => result.IsInLake))
            Assert.Equal(await File.ReadAllBytesAsync(result.Request.Path, Cancellation), await scene.StoredBytesAsync(result));
        Assert.Empty(new UploadBatches(scene.Options).List());
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task What_a_killed_run_had_stored_without_noting_it_is_not_sent_again()
    {
        await using var scene = await SceneAsync();
        var requests = Requests(scene, 6);
        scene.Lake.Intercept = context => RefuseAsync(context, "/init");
        await RunAsync(scene, scene.Options, requests);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        await scene.UploadAllAsync(requests.Take(4));
        var sent = scene.Lake.PutCount;

        var after = await ResumeAsync(scene, Assert.Single(new UploadBatches(scene.Options).List()));

        Assert.Equal(4, after.Count(result => result.Outcome == UploadOutcome.AlreadyStored));
        Assert.Equal(2, scene.Lake.PutCount - sent);
    }

    [Fact]
    public async Task A_file_that_failed_has_ended_and_is_not_tried_again()
    {
        await using var scene = await SceneAsync();

        var results = await RunAsync(scene, scene.Options, [.. Requests(scene, 2), Scene.Request("/not/there.mp4")]);

        Assert.Equal(1, results.Count(result => result.Outcome == UploadOutcome.Failed));
        Assert.Empty(new UploadBatches(scene.Options).List());
    }

    [Fact]
    public async Task A_torn_batch_is_read_as_far_as_it_goes_and_another_programs_is_left_alone()
    {
        await using var scene = await SceneAsync();
        scene.Lake.Intercept = context => RefuseAsync(context, "/init");
        await RunAsync(scene, scene.Options, Requests(scene, 3));
        var file = Directory.GetFiles(Batches(scene), "*.batch").Single();
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        await File.WriteAllBytesAsync(file, bytes[..^5], Cancellation);
        Assert.Equal(2, Assert.Single(new UploadBatches(scene.Options).List()).FilesLeft);

        const string Newer = "{\"version\":2,\"lake\":\"x\",\"folder\":\"/\",\"startedAt\":\"2026-03-01T12:00:00Z\"}\n";
        await File.WriteAllTextAsync(file, Newer, Cancellation);
        Assert.Empty(new UploadBatches(scene.Options).List());
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task One_that_a_process_has_in_hand_is_not_listed_and_one_that_is_forgotten_is_gone()
    {
        await using var scene = await SceneAsync();
        scene.Lake.Intercept = context => RefuseAsync(context, "/init");
        var batches = new UploadBatches(scene.Options);
        using var uploader = new LakeUploader(scene.Connection, scene.Options);
        await foreach (var _ in batches.UploadAsync(uploader, scene.Connection, Requests(scene, 3).ToAsyncEnumerable(), Cancellation))
            Assert.Empty(new UploadBatches(scene.Options).List());

        batches.Forget(Assert.Single(batches.List()));
        Assert.Empty(batches.List());
    }

    [Fact]
    public async Task No_more_than_sixty_four_are_kept()
    {
        await using var scene = await SceneAsync();
        scene.Lake.Intercept = context => RefuseAsync(context, "/init");
        foreach (var _ in Enumerable.Range(0, 70)) await RunAsync(scene, scene.Options, Requests(scene, 1));

        Assert.Equal(64, new UploadBatches(scene.Options).List().Count);
    }

    [Fact]
    public async Task Where_nothing_can_be_remembered_the_files_are_uploaded_and_it_is_said()
    {
        await using var scene = await SceneAsync();
        Directory.CreateDirectory(scene.States);
        await File.WriteAllTextAsync(Batches(scene), "a file in its place", Cancellation);

        Assert.Equal(UploadOutcome.Stored, Assert.Single(await RunAsync(scene, scene.Options, Requests(scene, 1))).Outcome);
        Assert.Contains(scene.Notes, note => note.IsWarning && note.Text.Contains("cannot be remembered", StringComparison.Ordinal));
    }

    private static async Task<Scene> SceneAsync()
    {
        var scene = await Scene.StartAsync();
        if (scene.Lake is FakeLake fake) fake.Names = new LakeNames();
        return scene;
    }

    private static UploadRequest[] Requests(Scene scene, int count) =>
        [.. Enumerable.Range(1, count).Select(size => Scene.Request(scene.File($"{size:000}.mp4", size)))];

    private static string Batches(Scene scene) => Path.Combine(scene.States, "batches");

    private static async Task<List<UploadResult>> RunAsync(
        Scene scene, UploadOptions options, IEnumerable<UploadRequest> requests, CancellationToken? stop = null)
    {
        options = options with { ControlTries = 1 };
        using var uploader = new LakeUploader(scene.Connection, options);
        return await new UploadBatches(options)
            .UploadAsync(uploader, scene.Connection, requests.ToAsyncEnumerable(), stop ?? Cancellation).ToListAsync(Cancellation);
    }

    private static async Task<List<UploadResult>> ResumeAsync(Scene scene, UploadBatch batch)
    {
        using var uploader = new LakeUploader(scene.Connection, batch.Options(scene.Options));
        return await new UploadBatches(scene.Options).ResumeAsync(uploader, batch, Cancellation).ToListAsync(Cancellation);
    }

    private static async Task<bool> RefuseAsync(Microsoft.AspNetCore.Http.HttpContext context, string call)
    {
        // For one file or for many.
        if (!context.Request.Path.Value!.EndsWith(call, StringComparison.Ordinal)
            && !context.Request.Path.Value.EndsWith(call + "-batch", StringComparison.Ordinal)) return false;
        await FakeLake.Problem(context, 501, "not now");
        return true;
    }
}
