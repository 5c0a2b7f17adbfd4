using System.Collections.Concurrent;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.Lookup;

/// <summary>What the lake has already is not sent, and not read either where it is surely the file that was hashed.</summary>
public sealed class AlreadyStoredTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_run_again_asks_one_question_reads_no_byte_and_sends_nothing()
    {
        await using var scene = await SceneAsync();
        var files = Enumerable.Range(1, 20).Select(size => Scene.Request(scene.File($"{size:00}.mp4", size))).ToArray();
        var first = await scene.UploadAllAsync(files);
        scene.Lake.Requests.Clear();
        var read = Reads(scene);

        var second = await scene.UploadAllAsync(files);

        Assert.All(first, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.All(second, result => Assert.Equal((UploadOutcome.AlreadyStored, 0), (result.Outcome, result.PartsSent)));
        Assert.Equal(Ids(first), Ids(second));
        Assert.Equal(["POST /assets/lookup"], scene.Lake.Requests.Select(seen => $"{seen.Method} {seen.Path}"));
        Assert.DoesNotContain(read, path => path.EndsWith(".mp4", StringComparison.Ordinal));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Two_thousand_and_one_files_are_three_questions()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 1);
        await scene.UploadAsync(path);
        scene.Lake.Requests.Clear();

        var results = await scene.UploadAllAsync(Enumerable.Repeat(Scene.Request(path), 2001));

        Assert.Equal(2001, results.Count(result => result.Outcome == UploadOutcome.AlreadyStored));
        Assert.Equal(3, scene.Lake.Count("POST", "/assets/lookup"));
    }

    [Fact]
    public async Task Ten_thousand_files_again_are_ten_questions_and_no_byte_is_read_of_them()
    {
        await using var scene = await SceneAsync();
        var files = Enumerable.Range(0, 10_000).Select(i =>
        {
            var path = scene.File($"{i / 1000}/{i:00000}.mp4", BitConverter.GetBytes(i));
            scene.Lake.Names!.Put("video", $"/camera/front/{i:00000}.mp4", $"asset-{i}", Sha256(path), sizeof(int));
            return Scene.Request(path);
        }).ToArray();
        // The lake has them from another machine: this one hashes them once.
        Assert.All(await scene.UploadAllAsync(files), result => Assert.Equal(UploadOutcome.AlreadyStored, result.Outcome));
        scene.Lake.Requests.Clear();
        var read = Reads(scene);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var again = await scene.UploadAllAsync(files);
        TestContext.Current.TestOutputHelper?.WriteLine($"10,000 files again: {clock.Elapsed.TotalSeconds:0.00} s");

        Assert.All(again, result => Assert.Equal(UploadOutcome.AlreadyStored, result.Outcome));
        Assert.Equal(10, scene.Lake.Requests.Count);
        Assert.DoesNotContain(read, path => path.EndsWith(".mp4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_episode_is_a_question_of_its_own()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 1);

        await scene.UploadAllAsync([Scene.Request(path, "alice@robotics:one"), Scene.Request(path, "alice@robotics:two")]);

        Assert.Equal(2, scene.Lake.Count("POST", "/assets/lookup"));
    }

    [Fact]
    public async Task A_file_that_this_machine_never_hashed_is_read_and_not_sent()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 100);
        var first = await scene.UploadAsync(path);
        Directory.Delete(Path.Combine(scene.States, "hashed"), recursive: true);
        var read = Reads(scene);

        var result = await scene.UploadAsync(path);

        Assert.Equal((UploadOutcome.AlreadyStored, first.AssetId), (result.Outcome, result.AssetId));
        Assert.Contains(path, read);
        Assert.Equal(1, scene.Lake.PutCount);
    }

    [Fact]
    public async Task A_file_that_was_only_touched_is_read_again_and_not_sent()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 100);
        await scene.UploadAsync(path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-30));
        var read = Reads(scene);

        Assert.Equal(UploadOutcome.AlreadyStored, (await scene.UploadAsync(path)).Outcome);
        Assert.Contains(path, read);
    }

    [Fact]
    public async Task Bytes_that_changed_behind_the_same_size_and_last_write_are_sent()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 100);
        await scene.UploadAsync(path);
        var lastWrite = File.GetLastWriteTimeUtc(path);
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes[50] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        File.SetLastWriteTimeUtc(path, lastWrite);

        Assert.Equal(UploadOutcome.Replaced, (await scene.UploadAsync(path)).Outcome);
        Assert.Equal(2, scene.Lake.PutCount);
    }

    [Theory]
    [InlineData("rejected"), InlineData("damaged")]
    public async Task What_the_lake_found_broken_is_sent_again(string status)
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 100);
        await scene.UploadAsync(path);
        scene.Lake.Names!.Status = status;

        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
        Assert.Equal(2, scene.Lake.PutCount);
    }

    [Fact]
    public async Task Whoever_asks_for_it_sends_again()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 100);
        await scene.UploadAsync(path);

        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path, scene.Options with { SendsAgain = true })).Outcome);
        Assert.Equal(2, scene.Lake.PutCount);
    }

    [Fact]
    public async Task A_lake_that_knows_no_such_question_is_asked_once_and_sent_everything()
    {
        await using var scene = await SceneAsync();
        var asked = 0;
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != LakeNames.Lookup) return false;
            asked++;
            await FakeLake.Problem(context, 404, "There is no such address here.");
            return true;
        };
        var path = scene.File("a.mp4", 1);

        var results = await scene.UploadAllAsync(Enumerable.Repeat(Scene.Request(path), 1).Concat(
            Enumerable.Range(2, 1200).Select(_ => Scene.Request(path))));

        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Where_the_lake_does_not_answer_the_question_everything_is_sent()
    {
        await using var scene = await SceneAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != LakeNames.Lookup) return false;
            await FakeLake.Problem(context, 500, "out of order");
            return true;
        };
        var path = scene.File("a.mp4", 100);
        await scene.UploadAsync(path);

        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
        Assert.Contains(scene.Notes, note => note.Text.Contains("could not be asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_whose_last_step_is_still_to_do_is_brought_to_its_end()
    {
        await using var scene = await SceneAsync();
        var path = scene.File("a.mp4", 100);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/assets/video")) return false;
            // The asset is there, and the client is not told.
            scene.Lake.Names!.Put("video", "/camera/front/a.mp4", "asset-0", Sha256(path), 100);
            await FakeLake.Problem(context, 501, "not now");
            return true;
        };
        Assert.Equal(UploadOutcome.Paused, (await scene.UploadAsync(path)).Outcome);
        scene.Lake.Intercept = _ => Task.FromResult(false);

        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 0), (result.Outcome, result.PartsSent));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Who_hands_files_over_slowly_waits_for_none_of_them()
    {
        await using var scene = await SceneAsync();
        var (path, firstIsThere) = (scene.File("a.mp4", 1), new TaskCompletionSource());
        using var uploader = new LakeUploader(scene.Connection, scene.Options);

        await foreach (var result in uploader.UploadAsync(SlowlyAsync(), Cancellation))
        {
            Assert.True(result.IsInLake, result.Error?.Message);
            firstIsThere.TrySetResult();
        }

        async IAsyncEnumerable<UploadRequest> SlowlyAsync()
        {
            yield return Scene.Request(path);
            // The second comes only when the first has ended.
            await firstIsThere.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            yield return Scene.Request(path);
        }
    }

    private static async Task<FakeScene> SceneAsync()
    {
        var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        return scene;
    }

    private static ConcurrentQueue<string> Reads(FakeScene scene)
    {
        var read = new ConcurrentQueue<string>();
        scene.Disk.OnCall = call =>
        {
            if (call.StartsWith("read ", StringComparison.Ordinal)) read.Enqueue(call["read ".Length..]);
        };
        return read;
    }

    private static string Sha256(string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));

    private static string?[] Ids(IEnumerable<UploadResult> results) =>
        [.. results.OrderBy(result => result.Request.Path, StringComparer.Ordinal).Select(result => result.AssetId)];
}
