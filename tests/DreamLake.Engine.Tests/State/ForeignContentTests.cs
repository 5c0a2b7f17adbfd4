using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.State;

/// <summary>A state of four keys says nothing of the content: what was resumed from one is believed once the lake has proven it.</summary>
public sealed class ForeignContentTests
{
    private static readonly string Other = new('0', 64);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_waited_for_until_it_is_proven()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, sha256) = await BegunByAnotherAsync(scene, keepsContentsApart: true);
        var asked = AnswerStatuses(scene, sha256);
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 1, 0), (result.Outcome, scene.Lake.PutCount, Later(scene, "/init")));
        Assert.Equal(2, asked());
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Where_it_turns_out_to_be_anothers_the_upload_starts_over()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, sha256) = await BegunByAnotherAsync(scene, keepsContentsApart: true);
        AnswerStatuses(scene, Other);
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 1), (result.Outcome, result.PartsSent));
        Assert.Equal((2, 1), (scene.Lake.PutCount, Later(scene, "/init")));
        Assert.Equal(File.ReadAllBytes(path), scene.Lake.Objects[sha256]);
        Assert.Empty(scene.StateFiles());
    }

    [Theory]
    [InlineData(409)]
    [InlineData(422)]
    public async Task Where_the_lake_refuses_its_content_the_upload_starts_over(int status)
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, sha256) = await BegunByAnotherAsync(scene, keepsContentsApart: true);
        var refused = 0;
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal)) return false;
            if (Interlocked.Increment(ref refused) > 1) return false;
            await FakeLake.Problem(context, status, "Another content is stored.");
            return true;
        };
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 1), (result.Outcome, Later(scene, "/init")));
        Assert.Equal(File.ReadAllBytes(path), scene.Lake.Objects[sha256]);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_waits_waits_again()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, sha256) = await BegunByAnotherAsync(scene, keepsContentsApart: true);
        using var stop = new CancellationTokenSource();
        AnswerStatuses(scene, sha256, onFirst: stop.Cancel);
        Assert.Equal(UploadOutcome.Paused, (await scene.UploadAsync(path, cancellationToken: stop.Token)).Outcome);
        Assert.Single(scene.StateFiles());
        var asked = AnswerStatuses(scene, sha256);
        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(path)).Outcome);
        Assert.Equal(2, asked());
    }

    [Fact]
    public async Task A_lake_that_proves_nothing_is_served_as_before_and_the_person_is_told()
    {
        await using var scene = await FakeScene.StartAsync();
        var (path, _) = await BegunByAnotherAsync(scene, keepsContentsApart: false);
        var result = await scene.UploadAsync(path);
        Assert.Equal((UploadOutcome.Stored, 0, 0), (result.Outcome, result.PartsSent, Later(scene, "/init")));
        Assert.Contains(scene.Notes, note => note.IsWarning && note.Text.Contains("16 digits", StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Lake.Requests, request => request.Path.EndsWith("/status", StringComparison.Ordinal));
    }

    /// <summary>Step 7 tells that it is not read yet, and so does the first status; the second tells its proof.</summary>
    private static Func<int> AnswerStatuses(FakeScene scene, string sha256, Action? onFirst = null)
    {
        var (asked, registered) = (0, 0);
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path == "/videos" && Interlocked.Increment(ref registered) == 1)
            {
                await FakeLake.Json(context, new JsonObject { ["id"] = "m1", ["status"] = "stored" });
                return true;
            }

            if (context.Request.Path != "/videos/status") return false;
            Assert.Equal("?ids=m1", context.Request.QueryString.Value);
            var status = new JsonObject { ["id"] = "m1", ["status"] = "stored", ["streams"] = new JsonArray() };
            if (Interlocked.Increment(ref asked) == 1) onFirst?.Invoke();
            else status["verified"] = new JsonObject { ["sha256"] = sha256, ["at"] = "2026-01-01T00:00:00Z" };
            await FakeLake.Json(context, new JsonArray(status));
            return true;
        };
        return () => asked;
    }

    private static int Later(FakeScene scene, string call) => scene.Lake.Count("POST", call) - 1;

    private static async Task<(string Path, string Sha256)> BegunByAnotherAsync(FakeScene scene, bool keepsContentsApart)
    {
        scene.Lake.KnowsWholeDigests = keepsContentsApart;
        var path = scene.File("a.mp4", 100);
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        using var client = new HttpClient { BaseAddress = scene.Lake.Address };
        using var init = new HttpRequestMessage(HttpMethod.Post, "/videos/upload/multipart/init")
        {
            Headers = { Authorization = new("Bearer", FakeLake.Token) },
            Content = JsonContent.Create(new { owner = "alice", project = "robotics", hash = sha256[..16], sha256 = Other }),
        };
        using var answer = await client.SendAsync(init, Cancellation);
        var uploadId = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["uploadId"]!.ToString();
        using var put = await client.PutAsync($"/s3/{uploadId}/1", new ByteArrayContent(bytes), Cancellation);
        put.EnsureSuccessStatusCode();
        var state = new JsonObject
        {
            ["uploadId"] = uploadId,
            ["key"] = $"alice/robotics/staging/{sha256[..16]}",
            ["totalParts"] = 1,
            ["completedParts"] = new JsonArray(new JsonObject { ["partNumber"] = 1, ["etag"] = FakeLake.ETag(bytes) }),
        };
        Directory.CreateDirectory(scene.States);
        await File.WriteAllTextAsync(System.IO.Path.Combine(scene.States, sha256[..16] + ".json"), state.ToJsonString(), Cancellation);
        return (path, sha256);
    }
}
