using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Lake;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Engine.Tests.Steps;

/// <summary>Signing is a control call of its own: it is tried as one, whatever waits for it.</summary>
public sealed class SigningTests
{
    private readonly TurnedClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_BSS_that_signs_nothing_is_asked_five_times_for_all_parts_together(int parts)
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context => RefuseAsync(context, context.Request.Path.Value!.EndsWith("/parts", StringComparison.Ordinal));

        var result = await UploadAsync(scene, ((parts - 1) * 10 * Scene.MiB) + 1);

        Assert.Equal((UploadOutcome.Paused, UploadError.ServiceFailed), (result.Outcome, result.Error!.Error));
        Assert.Equal((5, 0), (scene.Lake.Count("POST", "/multipart/parts"), scene.Lake.PutCount));
        Assert.Contains("(5 tries)", result.Error.Message, StringComparison.Ordinal);
        // The waits of one control call, with jitter: 0.5, 1, 2 and 4 s.
        Assert.InRange(_clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_part_whose_URL_ran_out_is_given_up_with_the_call_that_should_sign_it_again()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return await RefuseAsync(context, scene.Lake.PutCount > 0 && context.Request.Path.Value!.EndsWith("/parts", StringComparison.Ordinal));
            await FakeLake.S3Error(context, 403, "AccessDenied", "Request has expired");
            return true;
        };

        var result = await UploadAsync(scene, 1);

        Assert.Equal((1 + 5, 1), (scene.Lake.Count("POST", "/multipart/parts"), scene.Lake.PutCount));
        Assert.Contains("(5 tries)", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_is_tried_again_asks_for_its_URL_once()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            await FakeLake.S3Error(context, 503, "SlowDown", "slow down");
            return true;
        };

        var result = await UploadAsync(scene, 1);

        Assert.Equal((1, 8), (scene.Lake.Count("POST", "/multipart/parts"), scene.Lake.PutCount));
        Assert.Contains("(8 tries)", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_whose_address_nobody_listens_at_is_signed_again_before_a_failure_is_counted()
    {
        await using var scene = await Scene.StartAsync();
        // The pool moved between the signing and the PUT: all eight that were signed at once lead nowhere.
        scene.Lake.Intercept = context => SignForDeadPortAsync(context, scene.Lake.Count("POST", "/multipart/parts") == 1);

        var result = await UploadAsync(scene, (9 * 10 * Scene.MiB) + 1, tries: 1);

        Assert.Equal((UploadOutcome.Stored, 10), (result.Outcome, scene.Lake.PutCount));
        Assert.Equal((9 * 10 * Scene.MiB) + 1, (await scene.StoredBytesAsync(result)).Length);
        Assert.InRange(scene.Lake.Count("POST", "/multipart/parts"), 3, 8);
    }

    [Fact]
    public async Task A_part_whose_fresh_address_is_as_dead_is_tried_as_often_as_any_part()
    {
        await using var scene = await Scene.StartAsync();
        scene.Lake.Intercept = context => SignForDeadPortAsync(context, isIt: true);

        var result = await UploadAsync(scene, 1);

        Assert.Equal((UploadOutcome.Paused, UploadError.PartFailed), (result.Outcome, result.Error!.Error));
        Assert.Contains("(8 tries)", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1 + 8, scene.Lake.Count("POST", "/multipart/parts"));
    }

    private static async Task<bool> SignForDeadPortAsync(HttpContext context, bool isIt)
    {
        if (!isIt || !context.Request.Path.Value!.EndsWith("/parts", StringComparison.Ordinal)) return false;
        // Port 1 of the loopback address: nobody listens there, and no test ever does.
        var urls = Enumerable.Range(1, 10).Select(n => (Number: $"{n}", Url: $"http://127.0.0.1:1/s3/upload-1/{n}?X-Amz-Signature=a"));
        await FakeLake.Json(context, new JsonObject(urls.Select(part => KeyValuePair.Create(part.Number, (JsonNode?)part.Url))));
        return true;
    }

    private async Task<UploadResult> UploadAsync(Scene scene, int size, int tries = 8)
    {
        var never = TimeSpan.FromHours(2);
        var options = new UploadOptions
        {
            StateFolder = scene.States,
            ControlTimeout = never,
            PartTimeout = never,
            StallTimeout = never,
            AnswerTimeout = never,
            CompleteTimeout = never,
            PartTries = tries,
        };
        using var uploader = new LakeUploader(scene.Connection, options, _clock);
        var requests = new[] { Scene.Request(scene.File("a.mp4", size)) };
        return Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<bool> RefuseAsync(HttpContext context, bool isIt)
    {
        if (isIt) await FakeLake.Problem(context, 503, "busy");
        return isIt;
    }
}
