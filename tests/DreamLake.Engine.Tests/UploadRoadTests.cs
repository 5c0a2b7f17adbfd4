using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>The road end to end, against a lake that shares no code with ours.</summary>
public sealed class UploadRoadTests
{
    private const int MiB = Scene.MiB;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5 * MiB, 1)]
    [InlineData((10 * MiB) - 1, 1)]
    [InlineData(10 * MiB, 1)]
    [InlineData((10 * MiB) + 1, 2)]
    [InlineData(25 * MiB, 3)]
    public async Task The_bytes_in_the_pool_are_the_bytes_of_the_file(int size, int parts)
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("run01.mp4", size);
        var result = await scene.UploadAsync(path);

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(path)), SHA256.HashData(await scene.StoredBytesAsync(result)));
        Assert.Equal((parts, parts, parts), (result.Parts, result.PartsSent, scene.Lake.PutCount));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task The_requests_are_the_protocols()
    {
        await using var scene = await FakeScene.StartAsync();
        var path = scene.File("run01.mp4", 100);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        var result = await scene.UploadAsync(path);

        var seen = scene.Lake.Requests.ToArray();
        Assert.Equal(
            ["POST /videos/upload/multipart/init", "POST /videos/upload/multipart/parts", "PUT /s3/upload-1/1", "POST /videos/upload/multipart/complete", "POST /videos", "POST /assets/video", "POST /lambda/split"],
            seen.Select(r => $"{r.Method} {r.Path}"));
        AssertJson($$"""{"owner":"alice","project":"robotics","hash":"{{sha256[..16]}}","contentType":"video/mp4","sha256":"{{sha256}}","size":100}""", seen[0].Body);
        AssertJson($$"""{"uploadId":"upload-1","key":"alice/robotics/staging/{{sha256[..16]}}","partNumbers":[1],"expiresIn":900}""", seen[1].Body);
        AssertJson($$"""{"uploadId":"upload-1","key":"alice/robotics/staging/{{sha256[..16]}}","parts":[{"partNumber":1,"etag":{{JsonValue.Create(FakeLake.ETag(File.ReadAllBytes(path))).ToJsonString()}}}]}""", seen[3].Body);
        AssertJson($$"""{"name":"/camera/front/run01.mp4","owner":"alice","project":"robotics","episodeId":"run-042","stagingHash":"{{sha256[..16]}}","size":100,"sha256":"{{sha256}}","contentType":"video/mp4","modifiedAt":{{JsonValue.Create(new DateTimeOffset(File.GetLastWriteTimeUtc(path))).ToJsonString()}}}""", seen[4].Body);
        AssertJson($$"""{"namespace":"alice","space":"robotics","episodeName":"run-042","name":"/camera/front/run01.mp4","bssVideoId":"{{result.BssId}}","size":100,"sha256":"{{sha256}}","contentType":"video/mp4","hash":"{{sha256[..16]}}"}""", seen[5].Body);
        Assert.All(seen, request =>
            Assert.Equal(
                request.Path is "/lambda/split" || request.Method == "PUT" ? "" : "Bearer " + FakeLake.Token, request.Authorization));
    }

    [Theory]
    [InlineData("a.wav", "sound", "/audio", "/assets/audio", "bssAudioId", null)]
    [InlineData("a.JSONL", "{\"t\":1}\n", "/labels", "/assets/label-track", "bssLabelId", null)]
    [InlineData("a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\na\n", "/text-tracks", "/assets/text-track", "bssTextTrackId", "vtt")]
    public async Task Each_type_has_its_prefix_its_route_and_its_field(
        string name, string content, string prefix, string route, string field, string? format)
    {
        await using var scene = await Scene.StartAsync();
        var result = await scene.UploadAsync(Scene.Request(scene.File(name, Encoding.UTF8.GetBytes(content)), "robotics", to: null));

        var bss = JsonNode.Parse(scene.Lake.Requests.Single(r => r.Path == prefix).Body!)!;
        var server = JsonNode.Parse(scene.Lake.Requests.Single(r => r.Path == route).Body!)!;
        Assert.Equal((scene.Lake.Owner, "/" + name, format), (bss["owner"]!.ToString(), bss["name"]!.ToString(), bss["format"]?.ToString()));
        Assert.Equal((result.BssId, format), (server[field]?.ToString(), server["format"]?.ToString()));
        Assert.Null(bss["episodeId"]);
        Assert.Null(server["episodeName"]);
    }

    [Fact]
    public async Task Digests_are_sent_only_where_they_are_offered()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.ChecksumAlgorithm = "CRC32C";
        await scene.UploadAsync(scene.File("a.mp4", "123456789"u8.ToArray()));
        // 0xE3069283: the check value of CRC-32C for these nine digits.
        Assert.Equal("4waSgw==", JsonNode.Parse(scene.Lake.Requests.Single(r => r.Path.EndsWith("/multipart/parts", StringComparison.Ordinal)).Body!)!["checksums"]!["1"]!.ToString());
        Assert.Equal("4waSgw==", scene.Lake.Requests.Single(r => r.Method == "PUT").Checksum);
    }

    [Fact]
    public async Task An_interrupted_upload_goes_on_with_the_missing_parts_alone()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("run01.mp4", 45 * MiB);
        using var interrupt = new CancellationTokenSource();
        scene.Lake.Intercept = async context =>
        {
            // Two parts get through; the third pulls the plug.
            if (context.Request.Method == "PUT" && scene.Lake.PutCount > 2)
            {
                await interrupt.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            }

            return false;
        };
        var paused = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 }, interrupt.Token);
        Assert.Equal((UploadOutcome.Paused, UploadError.Interrupted), (paused.Outcome, paused.Error!.Error));
        Assert.Equal([paused.Hash + ".json"], scene.StateFiles());

        scene.Lake.Intercept = _ => Task.FromResult(false);
        scene.Lake.Requests.Clear();
        var resumed = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 5, 3, 3), (resumed.Outcome, resumed.Parts, resumed.PartsSent, scene.Lake.PutCount));
        Assert.Equal(0, scene.Lake.Count("POST", "/init"));
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(resumed));
        Assert.Contains(scene.Notes, note => note.Text.Contains("not hashed again", StringComparison.Ordinal));
        Assert.Empty(scene.StateFiles());
    }

    [Theory]
    [InlineData("/complete", 0)]
    [InlineData("/videos", 0)]
    [InlineData("/assets/video", 0)]
    [InlineData("/split", 0)]
    public async Task A_failure_after_the_bytes_are_stored_repeats_only_what_is_missing(string failing, int partsSentAgain)
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("run01.mp4", 12 * MiB);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(failing, StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 503, "busy");
            return true;
        };
        var paused = await scene.UploadAsync(path);
        Assert.Equal(UploadOutcome.Paused, paused.Outcome);
        Assert.Equal(5, scene.Lake.Count("POST", failing));

        scene.Lake.Intercept = _ => Task.FromResult(false);
        scene.Lake.Requests.Clear();
        var stored = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, partsSentAgain), (stored.Outcome, scene.Lake.PutCount));
        Assert.Equal(failing == "/complete" ? 1 : 0, scene.Lake.Count("POST", "/complete"));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task A_lost_answer_to_complete_sends_nothing_again()
    {
        await using var scene = await Scene.StartAsync();
        var isFirst = true;
        scene.Lake.Around = async (context, next) =>
        {
            var isLost = isFirst && context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal);
            if (isLost) (isFirst, context.Response.Body) = (false, Stream.Null);
            await next();
            // Done, but the answer never arrives.
            if (isLost) context.Abort();
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal((UploadOutcome.Stored, 1), (result.Outcome, scene.Lake.PutCount));
    }

    [Fact]
    public async Task An_upload_that_S3_forgot_starts_fresh_once_and_says_so()
    {
        await using var scene = await Scene.StartAsync();
        var hasExpired = false;
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method == "PUT" && scene.Lake.PutCount == 2 && !hasExpired)
            {
                hasExpired = true;
                await scene.Lake.ExpireAllAsync();
            }

            return false;
        };
        var path = scene.File("a.mp4", 25 * MiB);
        var result = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 });
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal(2, scene.Lake.Count("POST", "/init"));
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(result));
        Assert.Single(scene.Notes, note => note.IsWarning && note.Text.Contains("starts over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registration_of_what_the_lake_does_not_have_starts_over_once_and_says_so()
    {
        await using var scene = await FakeScene.StartAsync();
        var isRefused = false;
        scene.Lake.Intercept = async context =>
        {
            if (isRefused || context.Request.Path != "/videos") return false;
            isRefused = true;
            await FakeLake.Problem(context, 404, "nothing is stored under that hash");
            return true;
        };
        var path = scene.File("a.mp4", 1);
        var result = await scene.UploadAsync(path);
        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        Assert.Equal((2, 2), (scene.Lake.Count("POST", "/init"), scene.Lake.PutCount));
        Assert.Equal(File.ReadAllBytes(path), await scene.StoredBytesAsync(result));
        Assert.Single(scene.Notes, note => note.IsWarning && note.Text.Contains("starts over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_gives_a_result_for_each_file_and_the_same_file_twice_is_one_upload()
    {
        await using var scene = await FakeScene.StartAsync();
        var files = Enumerable.Range(0, 20).Select(i => scene.File($"f{i:00}.mp4", 1000 + i)).ToArray();
        var results = await scene.UploadAllAsync([.. files.Select(file => Scene.Request(file)), Scene.Request(files[0])]);
        Assert.Equal(21, results.Count);
        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(20, scene.Lake.Count("POST", "/init"));
        Assert.Equal(20, scene.Lake.Count("POST", "/assets/video"));
    }

    [Fact]
    public async Task The_same_content_for_two_targets_is_sent_once_and_registered_twice()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 11 * MiB);
        var results = await scene.UploadAllAsync([Scene.Request(path, to: "/one"), Scene.Request(path, to: "/two")]);
        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(2, scene.Lake.PutCount);
        Assert.Equal(2, results.Select(result => result.AssetId).Distinct().Count());
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task A_file_that_changes_under_way_is_never_completed()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 30 * MiB);
        scene.Lake.Intercept = context =>
        {
            if (context.Request.Method == "PUT" && scene.Lake.PutCount == 1) File.AppendAllText(path, "more");
            return Task.FromResult(false);
        };
        var result = await scene.UploadAsync(path, scene.Options with { PartWorkers = 1 });
        Assert.Equal((UploadOutcome.Failed, UploadError.FileChanged), (result.Outcome, result.Error!.Error));
        Assert.Contains("31,457,284", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Lake.Count("POST", "/complete"));
        Assert.Single(scene.StateFiles());
    }

    [Fact]
    public async Task Bytes_that_changed_unseen_are_cut_off_before_S3_has_the_part()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 20 * MiB);
        scene.Lake.Intercept = context =>
        {
            // From here on the disk fails: other bytes, the same size and times.
            if (context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal)) scene.Disk.OnRead = Flip;
            return Task.FromResult(false);
        };

        void Flip(string read, Span<byte> bytes, long offset)
        {
            const int Spoilt = 15 * MiB;
            if (read == path && offset <= Spoilt && offset + bytes.Length > Spoilt) bytes[(int)(Spoilt - offset)] ^= 0xFF;
        }

        var result = await scene.UploadAsync(path);
        Assert.Equal(UploadError.FileChanged, result.Error!.Error);
        Assert.Contains("part 2", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Lake.Count("POST", "/complete"));
    }

    private static void AssertJson(string expected, string? actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(actual!)!.ToJsonString());

    [Fact]
    public async Task A_medium_that_the_lake_does_not_know_any_more_is_registered_anew_by_the_next_run()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 1000);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != "/assets/video") return false;
            await FakeLake.Problem(context, 422, "BSS has no such medium.");
            return true;
        };
        Assert.Equal(UploadError.ContentRefused, (await scene.UploadAsync(path)).Error!.Error);
        scene.Lake.Intercept = _ => Task.FromResult(false);
        var again = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 0), (again.Outcome, again.PartsSent));
        Assert.Equal(2, scene.Lake.Count("POST", "/videos"));
    }
}
