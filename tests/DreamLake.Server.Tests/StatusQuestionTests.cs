using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary>How BSS is asked: how many at once, by whom, how long, and what stands where it does not tell.</summary>
public sealed class StatusQuestionTests : LakeTest
{
    [Fact]
    public async Task BSS_is_asked_with_the_callers_own_token_a_hundred_at_a_time()
    {
        for (var i = 0; i < 101; i++) await RegisterAsync(AssetType.Audio, $"/{i}.wav", $"media-{i}");
        var token = TokenOf("alice");
        Assert.Equal(101, (await ListAsync(AssetType.Audio, "space=robotics", token)).Count);

        Assert.Equal(["Bearer " + token, "Bearer " + token], Bss.Authorizations);
        var asked = Bss.Requests.Select(request => request.Split("?ids=")).ToList();
        Assert.All(asked, parts => Assert.Equal("/audio/status", parts[0]));
        Assert.Equal([1, 100], asked.Select(parts => parts[1].Split(',').Length).Order());
    }

    [Fact]
    public async Task One_medium_under_two_names_is_asked_for_once_and_shown_twice()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await RegisterAsync(AssetType.Video, "/b.mp4", "media-1");
        Bss.Tell("media-1", AssetStatus.Ready, null, "stream");
        Assert.All(await ListAsync(AssetType.Video, "space=robotics"), asset => Assert.Equal(AssetStatus.Ready, asset.Status));
        Assert.Equal("/videos/status?ids=media-1&namespace=alice", Assert.Single(Bss.Requests));
    }

    [Fact]
    public async Task A_BSS_that_hangs_holds_a_listing_up_for_five_seconds_at_most()
    {
        for (var i = 0; i < 201; i++) await RegisterAsync(AssetType.Audio, $"/{i}.wav", $"media-{i}");
        var asked = new TaskCompletionSource();
        Bss.Instead = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var listing = ListAsync(AssetType.Audio, "space=robotics");
        await asked.Task.WaitAsync(Cancellation);
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(201, (await listing).Count);
        Assert.InRange(Bss.Requests.Count, 1, 3);
    }

    [Fact]
    public async Task BSS_is_asked_four_questions_at_once_and_never_more()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await AddManyAsync(1000);
        var (atOnce, most, four) = (0, 0, new TaskCompletionSource());
        Bss.Instead = async context =>
        {
            var now = Interlocked.Increment(ref atOnce);
            InterlockedMax(ref most, now);
            if (now == 4) four.TrySetResult();
            await four.Task.WaitAsync(TimeSpan.FromSeconds(30), context.RequestAborted);
            Interlocked.Decrement(ref atOnce);
            await AnswerReadyAsync(context);
        };

        var listed = await ListAsync(AssetType.Video, "space=robotics&prefix=/many/&limit=1000");
        Assert.Equal(4, most);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => ($"/many/run{i:00000}.mp4", $"many-{i}")),
            listed.Select(asset => (asset.Name, asset.StatusReason!)));
    }

    [Fact]
    public async Task What_was_told_before_a_question_that_failed_is_shown_and_the_rest_is_as_it_was()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await AddManyAsync(1000);
        Bss.Instead = async context =>
        {
            if (IdsOf(context).Contains("many-200")) context.Response.StatusCode = 500;
            else await AnswerReadyAsync(context);
        };

        var listed = await ListAsync(AssetType.Video, "space=robotics&prefix=/many/&limit=1000");
        Assert.Equal(1000, listed.Count);
        Assert.Equal(200, listed.TakeWhile(asset => asset.Status == AssetStatus.Ready).Count());
        Assert.All(listed.Skip(200), asset => Assert.Equal(AssetStatus.Stored, asset.Status));
        Assert.InRange(Bss.Requests.Count, 3, 6);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        var seen = Volatile.Read(ref most);
        while (now > seen && Interlocked.CompareExchange(ref most, now, seen) is var found && found != seen) seen = found;
    }

    private static string[] IdsOf(HttpContext context) => context.Request.Query["ids"].ToString().Split(',');

    private static Task AnswerReadyAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        [.. IdsOf(context).Select(id => new MediaStatus(id, AssetStatus.Ready, id, ["0"]))], ProtocolJson.Default.IReadOnlyListMediaStatus,
        cancellationToken: Cancellation);
}
