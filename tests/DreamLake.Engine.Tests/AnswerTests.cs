using System.Diagnostics;
using DreamLake.Engine.Tests.Lake;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What answers mean: how often a call is sent, how the upload ends, what the person reads.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData(401, 1, UploadError.TokenRefused, UploadOutcome.Paused)]
    [InlineData(403, 1, UploadError.NotYours, UploadOutcome.Failed)]
    [InlineData(409, 1, UploadError.RequestRefused, UploadOutcome.Failed)]
    [InlineData(422, 1, UploadError.ContentRefused, UploadOutcome.Failed)]
    [InlineData(404, 1, UploadError.RequestRefused, UploadOutcome.Failed)]
    [InlineData(413, 1, UploadError.ContentRefused, UploadOutcome.Failed)]
    [InlineData(302, 1, UploadError.AnswerNotUnderstood, UploadOutcome.Paused)]
    [InlineData(407, 1, UploadError.AnswerNotUnderstood, UploadOutcome.Paused)]
    [InlineData(511, 1, UploadError.AnswerNotUnderstood, UploadOutcome.Paused)]
    [InlineData(501, 1, UploadError.ServiceFailed, UploadOutcome.Paused)]
    [InlineData(507, 1, UploadError.ServiceFailed, UploadOutcome.Paused)]
    [InlineData(429, 5, UploadError.ServiceFailed, UploadOutcome.Paused)]
    [InlineData(502, 5, UploadError.ServiceFailed, UploadOutcome.Paused)]
    [InlineData(500, 5, UploadError.ServiceFailed, UploadOutcome.Paused)]
    [InlineData(503, 5, UploadError.ServiceFailed, UploadOutcome.Paused)]
    public async Task Init_answered(int status, int sent, UploadError error, UploadOutcome outcome)
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            await FakeLake.Problem(context, status, "line 17: no JSON, see http://s3/x?X-Amz-Signature=topsecret");
            return true;
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal((error, outcome, sent), (result.Error!.Error, result.Outcome, scene.Lake.Requests.Count));
        Assert.Contains("line 17", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(sent > 1, result.Error.Message.Contains($"({sent} tries)", StringComparison.Ordinal));
        Assert.DoesNotContain("topsecret", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "RequestTimeout", 8, UploadError.PartFailed)]
    [InlineData(503, "SlowDown", 8, UploadError.PartFailed)]
    [InlineData(500, "InternalError", 8, UploadError.PartFailed)]
    [InlineData(200, "InternalError", 8, UploadError.PartFailed)]
    [InlineData(503, "ServiceUnavailable", 8, UploadError.PartFailed)]
    [InlineData(409, "OperationAborted", 8, UploadError.PartFailed)]
    [InlineData(403, "SignatureDoesNotMatch", 1, UploadError.PartRejected)]
    [InlineData(403, "InvalidAccessKeyId", 1, UploadError.PartRejected)]
    [InlineData(404, "NoSuchBucket", 1, UploadError.PartRejected)]
    [InlineData(507, "XMinioStorageFull", 1, UploadError.ServiceFailed)]
    [InlineData(403, "ExpiredToken", 2, UploadError.PartRejected)]
    [InlineData(403, "AccessDenied", 1, UploadError.PartRejected)]
    [InlineData(400, "EntityTooLarge", 1, UploadError.PartRejected)]
    [InlineData(400, "BadDigest", 2, UploadError.PartRejected)]
    [InlineData(403, "RequestTimeTooSkewed", 2, UploadError.PartRejected)]
    public async Task A_part_answered(int status, string code, int sent, UploadError error)
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            await FakeLake.S3Error(context, status, code, "because");
            return true;
        };
        var path = scene.File("a.mp4", 1);
        var result = await scene.UploadAsync(path);
        Assert.Equal((error, sent), (result.Error!.Error, scene.Lake.PutCount));
        Assert.Contains($"Part 1 of 1 of '{path}' could not be sent ({(sent == 1 ? "1 try" : $"{sent} tries")})", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(code == "RequestTimeTooSkewed", result.Error.Advice.Contains("clocks of BSS and S3 disagree", StringComparison.Ordinal) && code != "ExpiredToken");
        Assert.NotEmpty(scene.StateFiles());
        Assert.Contains(code, result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_URL_is_signed_again()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || scene.Lake.PutCount > 1) return false;
            await FakeLake.S3Error(context, 403, "AccessDenied", "Request has expired");
            return true;
        };
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);
        Assert.Equal(2, scene.Lake.Count("POST", "/multipart/parts"));
    }

    [Fact]
    public async Task Bytes_that_arrive_damaged_are_read_and_sent_once_more_even_after_other_faults()
    {
        await using var scene = await Scene.StartAsync();
        var answers = new Queue<(int Status, string Code)>([(503, "SlowDown"), (400, "BadDigest"), (500, "InternalError")]);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || !answers.TryDequeue(out var answer)) return false;
            await FakeLake.S3Error(context, answer.Status, answer.Code, "because");
            return true;
        };
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);
        Assert.Equal(4, scene.Lake.PutCount);
    }

    [Fact]
    public async Task A_success_without_an_ETag_is_a_failed_part()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context => Task.FromResult(context.Request.Method == "PUT" && scene.Lake.PutCount == 1);
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);
        Assert.Equal(2, scene.Lake.PutCount);
    }

    [Fact]
    public async Task A_captive_portals_page_is_named_and_not_asked_again()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html><body>Welcome to Hotel Wifi</body></html>");
            return true;
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal((UploadError.AnswerNotUnderstood, 1), (result.Error!.Error, scene.Lake.Requests.Count));
        Assert.Contains("captive portal", result.Error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InternalError: try later", 5)]
    [InlineData("SlowDown", 5)]
    public async Task An_error_inside_a_200_of_complete_is_an_error(string error, int sent)
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            await context.Response.WriteAsync($$"""{"success":false,"error":"{{error}}"}""");
            return true;
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal((UploadError.ServiceFailed, UploadOutcome.Paused), (result.Error!.Error, result.Outcome));
        Assert.Equal((sent, 0), (scene.Lake.Count("POST", "/complete"), scene.Lake.Count("POST", "/videos")));
    }

    [Theory]
    [InlineData(1, UploadOutcome.Stored, 2, 3)]
    [InlineData(2, UploadOutcome.Paused, 2, 3)]
    public async Task Parts_that_S3_lacks_at_complete_are_asked_for_and_sent_again_once(
        int times, UploadOutcome outcome, int completes, int puts)
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)
                || scene.Lake.Count("POST", "/complete") > times)
            {
                return false;
            }

            scene.Lake.LosePart(2);
            await FakeLake.Problem(context, 409, "InvalidPart: S3 does not have one of these parts.");
            return true;
        };
        var path = scene.File("a.mp4", 11 * Scene.MiB);
        var result = await scene.UploadAsync(path);
        Assert.Equal((outcome, completes, puts, times),
            (result.Outcome, scene.Lake.Count("POST", "/complete"), scene.Lake.PutCount, scene.Lake.Count("GET", "/parts-done")));
        if (outcome == UploadOutcome.Stored) Assert.Equal(File.ReadAllBytes(path), scene.StoredBytes(result));
        Assert.Equal(1, scene.Lake.Count("POST", "/init"));
    }

    [Fact]
    public async Task An_upload_that_S3_forgets_time_and_again_is_started_over_once()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method == "PUT") await scene.Lake.ExpireAllAsync();
            return false;
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal((UploadOutcome.Paused, 2, 2), (result.Outcome, scene.Lake.Count("POST", "/init"), scene.Lake.PutCount));
    }

    [Theory]
    [InlineData("1", 900)]
    [InlineData("date", 900)]
    [InlineData("0", 0)]
    public async Task What_a_service_asks_by_RetryAfter_is_kept(string asked, int atLeast)
    {
        await using var scene = await Scene.StartAsync();
        var times = new List<long>();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" && !context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal)) return false;
            times.Add(Stopwatch.GetTimestamp());
            if (times.Count is 2 or 4) return false;
            var now = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
            context.Response.Headers.Date = now.ToString("R");
            context.Response.Headers.RetryAfter = asked == "date" ? now.AddSeconds(1).ToString("R") : asked;
            if (context.Request.Method == "PUT") await FakeLake.S3Error(context, 503, "SlowDown", "slow down");
            else await FakeLake.Problem(context, 429, "slow down");
            return true;
        };
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);
        Assert.Equal(4, times.Count);
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[1]).TotalMilliseconds >= atLeast);
        Assert.True(Stopwatch.GetElapsedTime(times[2], times[3]).TotalMilliseconds >= atLeast);
    }

    [Fact]
    public async Task A_service_that_asks_for_more_than_anyone_waits_is_not_waited_for()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            await FakeLake.Problem(context, 503, "down for an hour");
            return true;
        };
        var result = await scene.UploadAsync(scene.File("a.mp4", 1));
        Assert.Equal((UploadOutcome.Paused, 1), (result.Outcome, scene.Lake.Requests.Count));
    }

    [Fact]
    public async Task A_token_that_a_service_quotes_is_not_repeated()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            await FakeLake.Problem(context, 401, $"'{context.Request.Headers.Authorization.ToString()[7..]}' is no token of ours");
            return true;
        };
        using var uploader = new LakeUploader(scene.Connection with { Token = "opaque-and-secret" }, scene.Options);
        var requests = new[] { Scene.Request(scene.File("a.mp4", 1), "alice@robotics:run-042") };
        var result = Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((UploadError.TokenRefused, UploadOutcome.Paused), (result.Error!.Error, result.Outcome));
        Assert.DoesNotContain("opaque-and-secret", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("token of this lake", result.Error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Lambda_that_refuses_is_a_warning_and_the_upload_is_over()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/split", StringComparison.Ordinal)) return false;
            await FakeLake.Problem(context, 403, "expired");
            return true;
        };
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1))).Outcome);
        Assert.Contains(scene.Notes, note => note.IsWarning && note.Text.Contains("stored and registered", StringComparison.Ordinal));
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Where_no_lake_answers_the_run_stops()
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 1);
        var nobody = new LakeConnection(new Uri("http://user:pw@127.0.0.1:9"), new Uri("http://127.0.0.1:9"), FakeLake.Token);
        using var uploader = new LakeUploader(nobody, scene.Options with { FilesUnderWay = 1 });
        var results = await uploader.UploadAsync(Enumerable.Repeat(Scene.Request(path), 1).Concat([Scene.Request(scene.File("b.mp4", 2))])
            .ToAsyncEnumerable(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var result = Assert.Single(results);
        Assert.Equal(UploadError.LakeUnreachable, result.Error!.Error);
        Assert.Contains("BSS at http://127.0.0.1:9 cannot be reached", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.mp4", UploadError.FileNotFound)]
    [InlineData("folder.mp4", UploadError.FileUnreadable)]
    [InlineData("notes.txt", UploadError.UnknownType)]
    public async Task Bad_input_sends_nothing(string name, UploadError error)
    {
        await using var scene = await Scene.StartAsync();
        scene.File("folder.mp4/inner", 1);
        var folder = Path.GetDirectoryName(scene.File("notes.txt", 1))!;
        var result = await scene.UploadAsync(Path.Combine(folder, name));
        Assert.Equal((error, UploadOutcome.Failed), (result.Error!.Error, result.Outcome));
        Assert.Empty(scene.Lake.Requests);
    }

    [Fact]
    public async Task Without_a_namespace_anywhere_the_person_is_told_to_write_one()
    {
        await using var scene = await Scene.StartAsync();
        using var uploader = new LakeUploader(scene.Connection with { Token = null }, scene.Options);
        var requests = new[] { new UploadRequest(scene.File("a.mp4", 1), EpisodeAddress.Parse("robotics")) };
        var result = Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("alice@robotics", result.Error!.Message, StringComparison.Ordinal);
    }
}
