using System.Net;
using System.Text.Json;
using DreamLake.Hosting.Tokens;
using DreamLake.Hosting.Work;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Page.Tests;

/// <summary>What is under way, as BSS tells it, and the retry.</summary>
public sealed class WorkTests : PageTest
{
    [Fact]
    public async Task The_work_is_shown_as_BSS_tells_it_for_the_same_token()
    {
        var asset = await RegisterAsync(AssetType.Video, "/broken.mp4", "v1");
        Answer(new LakeWork(
            [new OpenUpload("alice", "robotics", "0123456789abcdef", "open", 4096, 3, 1024, Time.GetUtcNow().AddMinutes(-90))],
            [new OpenJob("video", "v1", "alice", "robotics", "/broken<b>.mp4", "failed", "no picture & no sound")],
            new ProofState(2, 3, 1234, 1, Time.GetUtcNow(), 30), [new UsedSpace("alice", 7, 2048) { MostBytes = 4096 }]));
        var token = TokenOf("alice");
        var html = await ReadPageAsync("/work", await SignInAsync(token));
        foreach (var part in new[]
        {
            "0123456789abcdef", "value=\"25\"", "1.0 KiB of 4.0 KiB", "1 h", "/broken&lt;b&gt;.mp4", "no picture &amp; no sound",
            $"/asset/{asset.Id}", "1,234 contents", "within 30 days", "2.0 KiB of at most 4.0 KiB in 7 contents",
        })
            Assert.Contains(part, html, StringComparison.Ordinal);
        Assert.DoesNotContain("Split again", html, StringComparison.Ordinal);
        Assert.Contains($"Bearer {token}", Bss.Authorizations);
    }

    [Fact]
    public async Task An_admin_has_a_failed_split_run_again_and_nobody_else_does()
    {
        var asset = await RegisterAsync(AssetType.Video, "/broken.mp4", "v1");
        Answer(new LakeWork(
            [], [new OpenJob("video", "v1", "alice", "robotics", "/broken.mp4", "failed", "no picture")],
            new ProofState(0, 0, 0, 0, null, 0), []));
        var cookies = new List<(string Cookie, HttpStatusCode Status)>();
        foreach (var (@namespace, role, status) in new[]
        {
            ("alice", TokenRole.Read, HttpStatusCode.Forbidden), ("alice", TokenRole.Write, HttpStatusCode.Forbidden),
            ("mallory", TokenRole.Admin, HttpStatusCode.NotFound), ("alice", TokenRole.Admin, HttpStatusCode.SeeOther),
        })
        {
            var (token, _) = await Server.Tokens.CreateAsync(new TokenGrant(@namespace, role), TimeSpan.FromDays(1), Cancellation);
            cookies.Add((await SignInAsync(token), status));
        }

        foreach (var (cookie, status) in cookies)
        {
            var html = await ReadPageAsync("/work", cookie);
            // Whose asset it is not is led nowhere by the job, whatever BSS told.
            var isOwn = status is not HttpStatusCode.NotFound;
            Assert.Equal(isOwn, html.Contains($"/asset/{asset.Id}", StringComparison.Ordinal));
            Assert.Equal(status is HttpStatusCode.SeeOther, html.Contains("Split again", StringComparison.Ordinal));
            var word = FormWordOf(html);
            Bss.Instead = null;
            using var without = await PostFormAsync($"/asset/{asset.Id}/retry", cookie);
            Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
            using var answer = await PostFormAsync($"/asset/{asset.Id}/retry", cookie, ("form", word));
            Assert.Equal(status, answer.StatusCode);
            Answer(new LakeWork(
                [], [new OpenJob("video", "v1", "alice", "robotics", "/broken.mp4", "failed", "no picture")],
                new ProofState(0, 0, 0, 0, null, 0), []));
        }

        Assert.Single(Bss.Requests, request => request.StartsWith("/videos/v1/split?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_BSS_that_is_away_is_told_on_the_page()
    {
        var cookie = await SignInAsync(TokenOf("alice"));
        await Bss.StopAsync();
        using var answer = await OpenAsync("/work", cookie);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("BSS at", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_entries_of_a_track_are_passed_on_to_who_may_see_it()
    {
        var track = await RegisterAsync(AssetType.LabelTrack, "/labels.jsonl", "l1");
        Bss.Instead = http => http.Request.Path == "/labels/l1/entries"
            ? http.Response.WriteAsync("""{"entries":[{"start":1,"text":"a"}],"hasMore":false}""")
            : Task.CompletedTask;
        Assert.Contains("\"start\":1", await ReadPageAsync(
            $"/page/entries/{track.Id}", await SignInAsync(TokenOf("alice"))), StringComparison.Ordinal);
        using var foreign = await OpenAsync($"/page/entries/{track.Id}", await SignInAsync(TokenOf("mallory")));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    private void Answer(LakeWork work) => Bss.Instead = http =>
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(work, WorkJson.Default.LakeWork));
    };
}
