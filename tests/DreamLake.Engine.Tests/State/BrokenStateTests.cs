using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>
/// States that lie, belong elsewhere or cannot be read: nothing is ever called stored on their word, and none stops an upload.
/// </summary>
public sealed class BrokenStateTests
{
    [Theory]
    [InlineData("6")]
    [InlineData("99")]
    [InlineData("RegisterInBss")]
    [InlineData("CompleteMultipart")]
    public async Task A_step_without_what_it_left_behind_counts_for_nothing(string step)
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, hash) = await PausedAsync(scene, "/init");
        scene.File($"uploads/{hash}.json", System.Text.Encoding.UTF8.GetBytes($$"""{"uploadId":"gone","key":"alice/robotics/staging/{{hash}}","totalParts":1,"step":"{{step}}","completedParts":[]}"""));
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 1), (result.Outcome, scene.Lake.PutCount));
        Assert.Equal(File.ReadAllBytes(path), scene.StoredBytes(result));
    }

    [Fact]
    public async Task A_digest_that_the_files_name_denies_is_not_believed()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, hash) = await PausedAsync(scene, "/complete");
        var file = Path.Combine(scene.States, hash + ".json");
        var text = File.ReadAllText(file);
        File.WriteAllText(file,
            text.Replace("\"sha256\": \"" + hash[..1], "\"sha256\": \"" + (hash[0] == 'a' ? 'b' : 'a'), StringComparison.Ordinal));
        Assert.Equal(hash, (await scene.UploadAsync(path)).Hash);
        Assert.All(scene.Lake.Objects.Keys, key => Assert.EndsWith(hash, key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_one_lake_stored_is_not_stored_in_another()
    {
        await using var scene = await FakeScene.StartAsync();
        await using var other = await FakeLake.StartAsync();
        var (path, hash) = await PausedAsync(scene, "/lambda/split");
        using var uploader = new LakeUploader(new LakeConnection(other.Address, other.Address, FakeLake.Token), scene.Options);
        var requests = new[] { Scene.Request(path) }.ToAsyncEnumerable();
        var result = Assert.Single(
            await uploader.UploadAsync(requests, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(File.ReadAllBytes(path), Assert.Single(other.Objects).Value);
        Assert.Equal([hash + ".json"], scene.StateFiles());
    }

    [Fact]
    public async Task Every_part_sent_and_no_upload_known_asks_the_registration_before_it_sends_again()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, hash) = await PausedAsync(scene, "/complete");
        scene.Lake.Objects[$"alice/robotics/staging/{hash}"] = File.ReadAllBytes(path);
        scene.Lake.ExpireAll();
        var sent = scene.Lake.PutCount;
        Assert.Equal((UploadOutcome.Stored, sent), ((await scene.UploadAsync(path)).Outcome, scene.Lake.PutCount));
    }

    [Fact]
    public async Task Keys_of_another_form_are_resumed_by_their_target()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 503, "busy");
            return true;
        };
        var path = scene.File("a.mp4", 100);
        var hash = (await scene.UploadAsync(path)).Hash!;
        var file = Path.Combine(scene.States, hash + ".json");
        File.WriteAllText(file, File.ReadAllText(file).Replace($"alice/robotics/staging/{hash}", "pool/7", StringComparison.Ordinal));
        scene.Lake.Requests.Clear();
        await scene.UploadAsync(path);
        Assert.Equal((0, 0), (scene.Lake.Count("POST", "/init"), scene.Lake.PutCount));
        Assert.Equal([hash + ".json"], scene.StateFiles());
    }

    [Fact]
    public async Task A_folder_in_a_states_place_is_set_aside()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 100);
        var hash = (await scene.UploadAsync(path)).Hash;
        Directory.CreateDirectory(Path.Combine(scene.States, hash + ".json", "inner"));
        Directory.CreateDirectory(Path.Combine(scene.States, "ffffffffffffffff.json"));
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
        Assert.True(Directory.Exists(Path.Combine(scene.States, hash + ".json.corrupt")));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_corruption()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, hash) = await PausedAsync(scene, "/complete");
        var file = Path.Combine(scene.States, hash + ".json");
        File.WriteAllBytes(file, [0xEF, 0xBB, 0xBF, .. File.ReadAllBytes(file)]);
        var sent = scene.Lake.PutCount;
        Assert.Equal((UploadOutcome.Stored, sent), ((await scene.UploadAsync(path)).Outcome, scene.Lake.PutCount));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task The_bytes_of_a_links_file_are_uploaded()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("a.mp4", 12 * Scene.MiB);
        var link = Path.Combine(Path.GetDirectoryName(path)!, "link.mp4");
        File.CreateSymbolicLink(link, path);
        var result = await scene.UploadAsync(link);
        Assert.Equal((UploadOutcome.Stored, 12L * Scene.MiB), (result.Outcome, result.Size));
        Assert.Equal(File.ReadAllBytes(path), scene.StoredBytes(result));
    }

    [Fact]
    public async Task What_is_no_file_is_refused()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var scene = await FakeScene.StartAsync();
        var result = await scene.UploadAsync(new UploadRequest("/dev/null", EpisodeAddress.Parse("alice@robotics"), null, AssetType.Video));
        Assert.Equal((UploadOutcome.Failed, UploadError.FileUnreadable), (result.Outcome, result.Error!.Error));
    }

    [Fact]
    public async Task A_Lambda_that_is_not_there_pauses_its_file_and_no_other()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)) return false;
            await FakeLake.Json(context, new JsonObject { ["id"] = 42, ["lambdaUrl"] = "http://127.0.0.1:9/lambda" });
            return true;
        };
        var results = await scene.UploadAllAsync(
            [Scene.Request(scene.File("a.mp4", 1)), Scene.Request(scene.File("b.mp4", 2))], scene.Options with { FilesUnderWay = 1 });
        Assert.Equal(2, results.Count);
        Assert.All(results, result =>
            Assert.Equal((UploadOutcome.Paused, UploadError.ServiceFailed, "42"), (result.Outcome, result.Error!.Error, result.AssetId)));
    }

    [Fact]
    public async Task A_problem_inside_a_200_of_complete_is_an_error()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            await FakeLake.Json(context, new JsonObject { ["status"] = 500, ["detail"] = "InternalError: try later" });
            return true;
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal(UploadOutcome.Paused, result.Outcome);
        Assert.Contains("try later", result.Error!.Message, StringComparison.Ordinal);
    }

    // Paused because one call of the lake failed.
    private static async Task<(string Path, string Hash)> PausedAsync(FakeScene scene, string failing)
    {
        var path = scene.File("a.mp4", 100);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(failing, StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 503, "busy");
            return true;
        };
        var paused = await scene.UploadAsync(path);
        Assert.Equal(UploadOutcome.Paused, paused.Outcome);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        return (path, paused.Hash!);
    }
}
