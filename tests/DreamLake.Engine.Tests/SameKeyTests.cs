using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>Two contents whose SHA-256 begin with the same 16 digits: neither is lost, and none is called stored that is not.</summary>
public sealed class SameKeyTests
{
    private static readonly byte[] First = "{\"id\":\"3ad3724e365c26c2\"}\n"u8.ToArray();
    private static readonly byte[] Second = "{\"id\":\"eed10703d6643970\"}\n"u8.ToArray();

    [Fact]
    public void The_pair_shares_its_sixteen_digits_and_no_more()
    {
        var (first, second) = (Convert.ToHexStringLower(SHA256.HashData(First)), Convert.ToHexStringLower(SHA256.HashData(Second)));
        Assert.Equal(first[..16], second[..16]);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(32, false)]
    public async Task To_a_lake_that_tells_them_apart_they_are_two_uploads(int filesUnderWay, bool inOtherOrder)
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.KnowsWholeDigests = true;
        var results = await scene.UploadAllAsync(Pair(scene, inOtherOrder), scene.Options with { FilesUnderWay = filesUnderWay });
        Assert.All(results, result => Assert.Equal((UploadOutcome.Stored, 1), (result.Outcome, result.PartsSent)));
        Assert.Equal(First, scene.Lake.Objects[Shas[0]]);
        Assert.Equal(Second, scene.Lake.Objects[Shas[1]]);
        Assert.Equal(Shas.Order(), Registered(scene).Order());
        Assert.Empty(scene.StateFiles());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(32, false)]
    public async Task To_a_lake_that_does_not_the_second_ends_with_an_error_of_its_own_and_the_first_is_kept(
        int filesUnderWay, bool inOtherOrder)
    {
        await using var scene = await FakeScene.StartAsync();
        var results = await scene.UploadAllAsync(Pair(scene, inOtherOrder), scene.Options with { FilesUnderWay = filesUnderWay });
        var stored = Assert.Single(results, result => result.Outcome == UploadOutcome.Stored);
        var refused = Assert.Single(results, result => result.Outcome == UploadOutcome.Failed);
        Assert.Equal(UploadError.SameKey, refused.Error!.Error);
        Assert.Equal(File.ReadAllBytes(stored.Request.Path), Assert.Single(scene.Lake.Objects).Value);
        Assert.Equal(1, scene.Lake.PutCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_run_still_knows_what_the_first_one_completed(bool inOtherOrder)
    {
        await using var scene = await FakeScene.StartAsync();
        var pair = Pair(scene, inOtherOrder);
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(pair[0])).Outcome);
        Assert.Empty(scene.StateFiles());
        for (var run = 0; run < 2; run++)
        {
            var refused = await scene.UploadAsync(pair[1]);
            Assert.Equal(UploadError.SameKey, refused.Error!.Error);
            Assert.Contains(Path.Combine(scene.States, "completed"), refused.Error.Advice, StringComparison.Ordinal);
            Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(pair[0])).Outcome);
        }

        Assert.Equal(File.ReadAllBytes(pair[0].Path), Assert.Single(scene.Lake.Objects).Value);
        // The same key in another space, and at a lake that keeps both.
        Assert.Equal(
            UploadOutcome.Stored, (await scene.UploadAsync(Scene.Request(pair[1].Path, "alice@kitchen:run-042"))).Outcome);
        scene.Lake.KnowsWholeDigests = true;
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(pair[1])).Outcome);
    }

    [Fact]
    public async Task A_lake_that_tells_contents_apart_is_not_remembered()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.KnowsWholeDigests = true;
        await scene.UploadAllAsync(Pair(scene, inOtherOrder: false));
        Assert.False(Directory.Exists(Path.Combine(scene.States, "completed")));
    }

    [Fact]
    public async Task A_lake_that_chooses_other_keys_gets_both()
    {
        await using var scene = await FakeScene.StartAsync();
        // Two keys where the protocol has one: both uploads fail later, because nothing lies there, but not for their key.
        var next = 0;
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal)) return false;
            await FakeLake.Json(context, new JsonObject { ["uploadId"] = "u", ["key"] = $"pool/{Interlocked.Increment(ref next)}" });
            return true;
        };
        var results = await scene.UploadAllAsync(Pair(scene, inOtherOrder: false));
        Assert.All(results, result => Assert.NotEqual(UploadError.SameKey, result.Error!.Error));
    }

    [Fact]
    public async Task What_the_first_left_behind_is_not_taken_for_the_seconds()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.KnowsWholeDigests = true;
        // The same target: only the whole digest tells whose state it is.
        var path = scene.File("labels.jsonl", First);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != "/labels") return false;
            await FakeLake.Problem(context, 503, "busy");
            return true;
        };
        Assert.Equal(UploadOutcome.Paused, (await scene.UploadAsync(path)).Outcome);
        var left = Assert.Single(scene.StateFiles());
        scene.Lake.Intercept = _ => Task.FromResult(false);
        scene.Lake.Requests.Clear();

        scene.File("labels.jsonl", Second);
        var second = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 1), (second.Outcome, second.PartsSent));
        Assert.Equal([left], scene.StateFiles());

        scene.File("labels.jsonl", First);
        var first = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 0), (first.Outcome, first.PartsSent));
        Assert.Equal([Shas[1], Shas[0]], Registered(scene));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Content_that_is_proven_there_is_registered_and_not_sent()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.KnowsWholeDigests = true;
        var path = scene.File("a.mp4", 25 * Scene.MiB);
        Assert.Equal((UploadOutcome.Stored, 3), await scene.UploadAsync(path) is var first ? (first.Outcome, first.PartsSent) : default);
        scene.Lake.Requests.Clear();

        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 0), (result.Outcome, result.PartsSent));
        Assert.Equal(
            ["POST /videos/upload/multipart/init", "POST /videos", "POST /assets/video", "POST /lambda/split"],
            scene.Lake.Requests.Select(request => $"{request.Method} {request.Path}"));
        Assert.Empty(scene.StateFiles());
    }

    private static IEnumerable<string> Registered(FakeScene scene) => scene.Lake.Requests
        .Where(request => request is { Method: "POST", Path: "/labels" })
        .Select(request => JsonNode.Parse(request.Body!)!["sha256"]!.ToString());

    private static string[] Shas => [Convert.ToHexStringLower(SHA256.HashData(First)), Convert.ToHexStringLower(SHA256.HashData(Second))];

    private static UploadRequest[] Pair(FakeScene scene, bool inOtherOrder)
    {
        UploadRequest[] pair = [Scene.Request(scene.File("a.jsonl", First)), Scene.Request(scene.File("b.jsonl", Second))];
        return inOtherOrder ? [pair[1], pair[0]] : pair;
    }
}
