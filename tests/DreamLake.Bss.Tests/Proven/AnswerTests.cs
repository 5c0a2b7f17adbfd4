using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>What clients are answered while the lake compares, and for how long it tells again what came of an upload.</summary>
public sealed class AnswerTests(Lake lake)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_comparison_that_takes_long_is_503_until_the_queue_has_done_it(bool isSame)
    {
        await using var busy = await BssHost.StartAsync(
            lake.PoolAddress, verifies: false, change: options => options with { VerifiedAtOnce = -1, ComparisonPatience = TimeSpan.Zero });
        using var alice = busy.Client();
        var project = Project();
        var id = await alice.StoredAsync(project, ContentLake.A, tellsDigest: false);
        var complete = await alice.SendPartAsync(project, isSame ? ContentLake.A : ContentLake.B, tellsDigest: false);
        for (var time = 0; time < 2; time++)
        {
            using var answer = await alice.CompleteAsync(complete);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            await AssertAllPartsAsync(alice, complete);
        }

        // The job outlives the host, and the answer is the same whenever it is asked for.
        await using var next = await busy.StartBesideAsync(change: options => options with { VerifiedAtOnce = -1 });
        using var again = next.Client();
        for (var time = 0; time < 2; time++)
        {
            if (isSame) await (await again.CompleteAsync(complete)).ReadAsync();
            else await again.CompleteAsync(complete).RefusedAsync(HttpStatusCode.Conflict);
            if (!isSame) await AssertAllPartsAsync(again, complete);
        }

        await again.AssertServesAsync(id, ContentLake.A);
    }

    [Fact]
    public void A_comparison_is_answered_before_a_client_gives_up() =>
        Assert.InRange(new BssOptions { Bucket = "", Database = "" }.ComparisonPatience, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    [Fact]
    public async Task What_came_of_an_upload_is_told_again_for_thirty_days_from_then()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, verifies: false);
        using var alice = bss.Client();
        var project = Project();
        var stored = await alice.SendPartAsync(project, ContentLake.A, tellsDigest: false);
        var refused = await alice.SendPartAsync(project, ContentLake.B, tellsDigest: false);
        // They were begun long before they are completed.
        await using (var later = await bss.StartBesideAsync(verifies: false, time: new ShiftedTime(TimeSpan.FromDays(25))))
        {
            using var client = later.Client();
            await (await client.CompleteAsync(stored)).ReadAsync();
            await client.CompleteAsync(refused).RefusedAsync(HttpStatusCode.Conflict);
        }

        await bss.TidyAsync(TimeSpan.FromDays(25 + 29));
        await (await alice.CompleteAsync(stored)).ReadAsync();
        await alice.CompleteAsync(refused).RefusedAsync(HttpStatusCode.Conflict);
        await bss.TidyAsync(TimeSpan.FromDays(25 + 31));
        Assert.Contains("NoSuchUpload", await alice.CompleteAsync(stored).RefusedAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);
        await alice.AssertServesAsync(await alice.RegisteredAsync(project, ContentLake.A, tellsDigest: false), ContentLake.A);
    }

    [Fact]
    public async Task Stored_holds_until_the_registration_whatever_is_removed_meanwhile()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress);
        using var alice = bss.Client();
        var (project, good) = (Project(), Encoding.UTF8.GetBytes($"{{\"held\":\"{Project()}\"}}\n"));
        await (await alice.CompleteAsync(await alice.SendPartAsync(project, good, tellsDigest: false))).ReadAsync();
        var init = await alice.InitAsync(project, good, tellsDigest: true);
        Assert.True(init.GetProperty("stored").GetBoolean());

        // A copy of it comes and goes; and what is asked of the reference itself takes nothing away.
        await (await alice.CompleteAsync(await alice.SendPartAsync(project, good, tellsDigest: false))).ReadAsync();
        var (uploadId, key) = (init.GetProperty("uploadId").GetString()!, init.GetProperty("key").GetString()!);
        var done = await alice.ReadAsync($"/labels/upload/multipart/parts-done?uploadId={uploadId}&key={key}");
        Assert.True(done.GetProperty("expired").GetBoolean());
        var sign = new { uploadId, key, partNumbers = new[] { 1 } };
        await alice.SendAsync("/labels/upload/multipart/parts", sign).RefusedAsync(HttpStatusCode.NotFound);
        await alice.PostAsync("/labels/upload/multipart/abort", new { uploadId, key });
        await bss.TidyAsync(TimeSpan.FromDays(29));

        await alice.AssertServesAsync(await alice.RegisteredAsync(project, good, tellsDigest: true), good);
    }

    [Fact]
    public async Task A_content_above_the_bound_is_proven_by_the_queue_and_one_at_it_before_the_answer()
    {
        await using var bss = await BssHost.StartAsync(
            lake.PoolAddress, verifies: false, change: options => options with { VerifiedAtOnce = 100 });
        using var alice = bss.Client();
        var project = Project();
        foreach (var (size, isProven) in new[] { (100, true), (101, false) })
        {
            var content = Encoding.UTF8.GetBytes("\"" + new string('x', size - 2) + "\"");
            Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, content, tellsDigest: true));
            var init = await alice.InitAsync(project, content, tellsDigest: true);
            Assert.Equal(isProven, init.GetProperty("stored").GetBoolean());
        }
    }

    [Fact]
    public async Task Tables_that_another_holds_are_busy_and_not_a_fault()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, verifies: false);
        using var alice = bss.Client();
        var (project, good) = (Project(), Encoding.UTF8.GetBytes($"{{\"busy\":\"{Project()}\"}}\n"));
        var complete = await alice.SendPartAsync(project, good, tellsDigest: true);
        await using (await bss.HoldTablesAsync())
        {
            using var answer = await alice.CompleteAsync(complete);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        await (await alice.CompleteAsync(complete)).ReadAsync();
        await alice.AssertServesAsync(await alice.RegisteredAsync(project, good, tellsDigest: true), good);
    }

    private static async Task AssertAllPartsAsync(HttpClient client, object complete)
    {
        var (uploadId, key) = ContentLake.NamesOf(complete);
        var query = $"uploadId={Uri.EscapeDataString(uploadId)}&key={key}";
        var done = await client.ReadAsync("/labels/upload/multipart/parts-done?" + query);
        Assert.False(done.GetProperty("expired").GetBoolean());
        Assert.Equal(1, done.GetProperty("parts").GetArrayLength());
    }

    private static string Project() => "answer-" + Guid.NewGuid().ToString("N")[..12];
}
