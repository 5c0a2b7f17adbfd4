using System.Collections.Concurrent;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>
/// The calls of many small files go together where the lake takes that, and one by one where it does not; what is answered of one file
/// is the same either way.
/// </summary>
public sealed class GatheredCallsTests
{
    private const int Files = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("CRC32C")]
    public async Task Many_small_files_are_stored_by_few_calls_and_a_PUT_each(string? checksums)
    {
        await using var scene = await StartAsync();
        scene.Lake.ChecksumAlgorithm = checksums;

        var results = await scene.UploadAllAsync(RequestsOf(scene, Files));

        AssertStored(scene, results);
        Assert.Equal(Files, scene.Lake.PutCount);
        Assert.InRange(scene.Lake.Batches!.Sizes.Max(), 2, 100);
        var calls = scene.Lake.Requests.Count(request => request.Method == "POST" && request.Path != "/lambda/split");
        // One by one they are five for each file. How many go together depends on how busy the machine is.
        Assert.InRange(calls, 4, 4 * Files);
        Assert.All(
            scene.Lake.Requests.Where(request => request.Method == "PUT"),
            request => Assert.Equal(checksums is not null, request.Checksum.Length > 0));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task One_file_makes_the_calls_that_it_always_made()
    {
        await using var scene = await StartAsync();

        await scene.UploadAllAsync(RequestsOf(scene, 1));

        Assert.Empty(scene.Lake.Batches!.Sizes);
        Assert.Equal(1, scene.Lake.Count("POST", "/init"));
        Assert.Equal(1, scene.Lake.Count("POST", "/complete"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task A_lake_without_batch_calls_is_asked_for_one_and_served_one_by_one(int status)
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Intercept = context => LakeBatches.IsBatch(context.Request)
            ? Answered(FakeLake.Problem(context, status, "There is no such address here."))
            : Task.FromResult(false);

        var results = await scene.UploadAllAsync(RequestsOf(scene, Files));

        AssertStored(scene, results);
        // Two may be under way when the first is answered, at either service.
        Assert.InRange(scene.Lake.Requests.Count(request => request.Path.EndsWith("batch", StringComparison.Ordinal)), 1, 4);
        Assert.Equal(Files, scene.Lake.Count("POST", "/init"));
        Assert.Equal(Files, scene.Lake.Count("POST", "/complete"));
    }

    [Theory]
    [InlineData(413)]
    [InlineData(503)]
    public async Task A_batch_that_is_refused_as_a_whole_comes_again_or_goes_one_by_one(int status)
    {
        await using var scene = await StartAsync();
        var refused = new ConcurrentDictionary<string, bool>();
        scene.Lake.Intercept = context => LakeBatches.IsBatch(context.Request) && refused.TryAdd(context.Request.Path.Value!, true)
            ? Answered(FakeLake.Problem(context, status, "not now"))
            : Task.FromResult(false);

        AssertStored(scene, await scene.UploadAllAsync(RequestsOf(scene, Files)));
        Assert.NotEmpty(refused);
    }

    [Fact]
    public async Task What_one_item_is_refused_with_is_its_files_alone()
    {
        await using var scene = await StartAsync();
        var seen = new ConcurrentDictionary<string, bool>();
        scene.Lake.Intercept = async context =>
        {
            if (!LakeBatches.IsItem(context.Request) || context.Request.Path == "/videos/upload/multipart/parts") return false;
            // By turns each item of a path is refused: once for a while, or for good.
            var turn = seen.Count;
            if (turn >= 30 || !seen.TryAdd($"{context.Request.Path} {Guid.NewGuid()}", true)) return false;
            if (turn % 3 == 1) await FakeLake.Problem(context, 503, "try again");
            else if (turn == 5) await FakeLake.Problem(context, 422, "malformed");
            else return false;
            return true;
        };

        var results = await scene.UploadAllAsync(RequestsOf(scene, Files));

        var failed = Assert.Single(results, result => result.Outcome != UploadOutcome.Stored);
        Assert.Equal(UploadError.ContentRefused, failed.Error!.Error);
        Assert.Contains("malformed", failed.Error.Message, StringComparison.Ordinal);
        AssertStored(scene, [.. results.Where(result => result != failed)]);
    }

    [Theory]
    [InlineData("/videos/upload/multipart/init-batch")]
    [InlineData("/videos/upload/multipart/complete-batch")]
    [InlineData("/videos/batch")]
    [InlineData("/assets/video/batch")]
    public async Task A_batch_whose_answer_is_lost_is_sent_again_and_nothing_is_lost(string path)
    {
        await using var scene = await StartAsync();
        var lost = 0;
        scene.Lake.Around = async (context, next) =>
        {
            var isLost = context.Request.Path == path && Interlocked.Increment(ref lost) == 1;
            var body = context.Response.Body;
            if (isLost) context.Response.Body = Stream.Null;
            await next();
            if (!isLost) return;
            context.Response.Body = body;
            context.Abort();
        };

        AssertStored(scene, await scene.UploadAllAsync(RequestsOf(scene, Files)));
        Assert.NotEqual(0, lost);
    }

    [Theory]
    [InlineData("init-batch")]
    [InlineData("complete-batch")]
    [InlineData("/batch")]
    public async Task A_run_that_is_paused_amid_a_batch_goes_on_in_the_next(string call)
    {
        await using var scene = await StartAsync();
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        scene.Lake.Around = async (context, next) =>
        {
            await next();
            if (context.Request.Path.Value!.EndsWith(call, StringComparison.Ordinal)) await pause.CancelAsync();
        };
        var requests = RequestsOf(scene, Files);

        var paused = await scene.UploadAllAsync(requests, cancellationToken: pause.Token);
        Assert.Contains(paused, result => result.Outcome == UploadOutcome.Paused);
        scene.Lake.Around = (_, next) => next();

        AssertStored(scene, await scene.UploadAllAsync(requests), most: Files);
        Assert.Empty(scene.StateFiles());
    }

    private static async Task<FakeScene> StartAsync()
    {
        var scene = await FakeScene.StartAsync();
        scene.Lake.Batches = new LakeBatches();
        return scene;
    }

    private static List<UploadRequest> RequestsOf(FakeScene scene, int files) =>
        [.. Enumerable.Range(1, files).Select(i => Scene.Request(scene.File($"{i}.mp4", 1000 + i)))];

    private static async Task<bool> Answered(Task answering)
    {
        await answering;
        return true;
    }

    private static void AssertStored(FakeScene scene, List<UploadResult> results, int most = Files)
    {
        Assert.InRange(results.Count, 1, most);
        Assert.All(results, result => Assert.True(result.Outcome == UploadOutcome.Stored, result.Error?.Message));
        Assert.All(results, result => Assert.Equal(File.ReadAllBytes(result.Request.Path), scene.StoredBytes(result)));
        Assert.Equal(results.Count, results.Select(result => result.AssetId).Distinct().Count());
    }
}
