using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Engine.State;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What a run waits for after a file is stored, against the listing of DreamLake Server.</summary>
public sealed class WaitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verified_is_told_with_the_proof_and_asked_for_by_the_listing()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 1000);
        scene.Lake.Tells = (_, asked) => asked < 3 ? new JsonObject { ["status"] = "stored" } : Proven(path, "processing");

        var result = await WaitAsync(scene, path, WaitFor.Verified);

        Assert.Equal((UploadOutcome.Stored, null), (result.Outcome, result.Error));
        Assert.Equal((Digest(path), Digest(path), "processing"), (result.Sha256, result.Asset!.Verified!.Sha256, result.Asset.Status));
        var questions = scene.Lake.Requests.Where(request => request.Method == "GET").ToArray();
        Assert.Equal(3, questions.Length);
        const string Query = "?namespace=alice&space=robotics&episode=run-042&prefix=%2Fcamera%2Ffront%2Fa.mp4";
        Assert.All(questions, question => Assert.Equal(("/assets/video", Query), (question.Path, question.Query)));
    }

    [Theory]
    [InlineData("polishing")]
    [InlineData("stored")]
    [InlineData("processing")]
    public async Task A_word_that_is_no_end_is_waited_on(string word)
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 1000);
        scene.Lake.Tells = (_, asked) => asked < 40 ? new JsonObject { ["status"] = word } : Proven(path, "ready");
        var result = await WaitAsync(scene, path, WaitFor.Ready);
        Assert.Equal((UploadOutcome.Stored, "ready"), (result.Outcome, result.Asset!.Status));
    }

    [Theory]
    [InlineData(WaitFor.Verified), InlineData(WaitFor.Ready), InlineData(WaitFor.Ended)]
    public async Task Rejected_is_an_error_with_the_lakes_reason(WaitFor goal)
    {
        await using var scene = await FakeScene.StartAsync();
        const string Reason = "S3 gives back 9 bytes of it, and took 10.";
        scene.Lake.Tells = (_, _) => new JsonObject { ["status"] = "rejected", ["statusReason"] = Reason };
        var result = await WaitAsync(scene, scene.File("a.mp4", 1000), goal);
        Assert.Equal((UploadOutcome.Failed, "rejected"), (result.Outcome, result.Asset!.Status));
        Assert.Equal(UploadError.ContentRejected, result.Error!.Error);
        Assert.EndsWith(": " + Reason, result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Keep the file", result.Error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_of_other_bytes_proves_nothing()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Tells = (_, _) => Proof(new string('0', 64), "ready");
        var result = await WaitAsync(scene, scene.File("a.mp4", 1000), WaitFor.Verified);
        Assert.Equal((UploadOutcome.Failed, UploadError.ContentRejected), (result.Outcome, result.Error!.Error));
        Assert.Contains(new string('0', 64), result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_split_is_an_error_for_those_alone_who_wait_for_ready()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 1000);
        scene.Lake.Tells = (_, _) =>
        {
            var listed = Proven(path, "failed");
            listed["statusReason"] = "ffmpeg cannot split it: no moov atom";
            return listed;
        };
        var waited = await WaitAsync(scene, path, WaitFor.Ready);
        Assert.Equal((UploadOutcome.Failed, UploadError.SplitFailed), (waited.Outcome, waited.Error!.Error));
        Assert.Contains("no moov atom", waited.Error.Message, StringComparison.Ordinal);
        Assert.Contains("stored", waited.Error.Advice, StringComparison.Ordinal);
        Assert.Equal(UploadOutcome.Stored, (await WaitAsync(scene, path, WaitFor.Verified)).Outcome);
        Assert.Equal((UploadOutcome.Stored, "failed"), await OutcomeAsync(scene, path, WaitFor.Ended));
    }

    [Fact]
    public async Task A_lake_that_tells_no_status_is_not_waited_for()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Tells = (_, _) => [];
        var result = await WaitAsync(scene, scene.File("a.mp4", 1000), WaitFor.Verified);
        Assert.Equal((UploadOutcome.Failed, UploadError.StatusUnknown), (result.Outcome, result.Error!.Error));
        Assert.StartsWith($"'{result.Request.Path}' is stored and registered", result.Error.Message, StringComparison.Ordinal);
        Assert.Single(scene.Lake.Requests, request => request.Method == "GET");
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("damaged")]
    public async Task What_no_waiting_changes_is_given_up_after_the_patience(string status)
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Tells = (_, _) => new JsonObject { ["status"] = status };
        var clock = Turned();
        var result = await WaitAsync(scene, scene.File("a.mp4", 1000), WaitFor.Verified, clock);
        Assert.Equal((UploadOutcome.Failed, UploadError.StatusUnknown), (result.Outcome, result.Error!.Error));
        Assert.InRange(clock.Elapsed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task An_asset_whose_name_another_version_took_is_found_by_its_id()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 1000);
        scene.Lake.Tells = (_, _) => null;
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "GET" || context.Request.Path == "/assets/video") return false;
            var listed = Proven(path, "ready");
            listed["id"] = context.Request.Path.Value!.Split('/')[^1];
            await FakeLake.Json(context, listed);
            return true;
        };
        Assert.Equal((UploadOutcome.Stored, "ready"), await OutcomeAsync(scene, path, WaitFor.Verified));
    }

    [Fact]
    public async Task Interrupted_it_says_what_is_safe_and_going_on_sends_nothing_twice()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.KnowsWholeDigests = true;
        var path = scene.File("a.mp4", 1000);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        scene.Lake.Tells = (_, _) =>
        {
            interrupt.Cancel();
            return new JsonObject { ["status"] = "stored" };
        };
        var result = await scene.UploadAsync(path, scene.Options with { WaitFor = WaitFor.Verified }, interrupt.Token);
        Assert.Equal((UploadOutcome.Paused, UploadError.Interrupted), (result.Outcome, result.Error!.Error));
        Assert.Equal($"'{path}' is stored and registered, and not verified yet.", result.Error.Message);
        Assert.Empty(scene.StateFiles());

        scene.Lake.Tells = (_, _) => Proven(path, "ready");
        var again = await WaitAsync(scene, path, WaitFor.Verified);
        Assert.Equal((UploadOutcome.Stored, 0), (again.Outcome, again.PartsSent));
    }

    [Fact]
    public async Task A_server_that_fails_meanwhile_pauses_and_the_file_is_said_to_be_stored()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "GET") return false;
            await FakeLake.Problem(context, 500, "oops");
            return true;
        };
        var result = await WaitAsync(scene, scene.File("a.mp4", 1000), WaitFor.Verified);
        Assert.Equal((UploadOutcome.Paused, UploadError.ServiceFailed), (result.Outcome, result.Error!.Error));
        Assert.Contains("is stored and registered, and not verified yet", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_wait_keep_no_other_from_being_sent()
    {
        await using var scene = await FakeScene.StartAsync();
        var (first, second) = (scene.File("a.mp4", 1000), scene.File("b.mp4", 2000));
        var registered = 0;
        scene.Lake.Tells = (name, _) =>
        {
            registered = scene.Lake.Count("POST", "/assets/video");
            if (registered < 2) return new JsonObject { ["status"] = "stored" };
            return Proven(name == "/camera/front/a.mp4" ? first : second, "ready");
        };
        var options = scene.Options with { FilesUnderWay = 1, WaitFor = WaitFor.Verified };
        var results = await scene.UploadAllAsync([Scene.Request(first), Scene.Request(second)], options);
        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(2, registered);
    }

    [Fact]
    public async Task Faces_see_what_is_waited_for()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 1000);
        using var uploader = new LakeUploader(scene.Connection, scene.Options with { WaitFor = WaitFor.Ready });
        var steps = new List<UploadStepName>();
        scene.Lake.Tells = (_, asked) =>
        {
            steps.Add(Assert.Single(uploader.Snapshot().Files).Step);
            return asked switch
            {
                1 => new JsonObject { ["status"] = "stored" },
                2 => Proven(path, "processing"),
                _ => Proven(path, "ready"),
            };
        };
        var requests = new[] { Scene.Request(path) };
        Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation));
        Assert.Equal([UploadStepName.AwaitVerified, UploadStepName.AwaitVerified, UploadStepName.AwaitReady], steps);
        Assert.Empty(uploader.Snapshot().Files);
    }

    /// <summary>The pauses between two questions are over at once; time-outs of calls, which are longer, never come.</summary>
    private static TurnedClock Turned() => new(TimeSpan.FromSeconds(10));

    private static async Task<UploadResult> WaitAsync(FakeScene scene, string path, WaitFor goal, TurnedClock? clock = null)
    {
        var options = scene.Options with { WaitFor = goal };
        var states = new StateStore(options.StateFolder, scene.Disk);
        using var uploader = new LakeUploader(scene.Connection, options, clock ?? Turned(), states);
        var requests = new[] { Scene.Request(path) };
        return Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation));
    }

    private static async Task<(UploadOutcome Outcome, string? Status)> OutcomeAsync(FakeScene scene, string path, WaitFor goal)
    {
        var result = await WaitAsync(scene, path, goal);
        return (result.Outcome, result.Asset?.Status);
    }

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static JsonObject Proven(string path, string status) => Proof(Digest(path), status);

    private static JsonObject Proof(string sha256, string status) => new()
    {
        ["status"] = status,
        ["verified"] = new JsonObject { ["sha256"] = sha256, ["at"] = "2026-01-01T00:00:00Z" },
    };
}
