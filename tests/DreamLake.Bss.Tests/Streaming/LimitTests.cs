using System.Net;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Streaming;

/// <summary>What one owner, and what a page, may ask for.</summary>
public sealed class LimitTests(Lake lake)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Past_the_cap_of_waiting_splits_an_owner_is_told_when_to_ask_again()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, maxWaitingPerOwner: 1);
        var first = await RegisterAsync(bss, "alice", "/a.mp4");
        var second = await RegisterAsync(bss, "alice", "/b.mp4");
        var another = await RegisterAsync(bss, "bob", "/a.mp4");
        Assert.Equal(HttpStatusCode.Accepted, (await SplitAsync(bss, first)).StatusCode);

        using var refused = await SplitAsync(bss, second);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("wait to be split", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        // What was taken before needs no further room, and others' have their own.
        Assert.Equal(HttpStatusCode.Accepted, (await SplitAsync(bss, first)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SplitAsync(bss, another)).StatusCode);

        await bss.EndJobAsync(first, "Done", """{"streams":[]}""");
        Assert.Equal(HttpStatusCode.Accepted, (await SplitAsync(bss, second)).StatusCode);
    }

    [Fact]
    public async Task Where_origins_are_named_no_others_page_reads_a_stream()
    {
        const string Named = "https://player.example";
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, change: options => options with { AllowedOrigins = [Named] });
        Assert.Equal(Named, await AllowedAsync("GET", Named));
        Assert.Equal(Named, await AllowedAsync("OPTIONS", Named));
        Assert.Null(await AllowedAsync("GET", "https://other.example"));
        Assert.Null(await AllowedAsync("OPTIONS", "https://other.example"));

        async Task<string?> AllowedAsync(string method, string origin)
        {
            var playlist = new Uri(bss.Address, "/videos/v1/stream/00112233445566aa.m3u8");
            using var request = new HttpRequestMessage(new HttpMethod(method), playlist);
            request.Headers.Add("Origin", origin);
            using var answer = await lake.Anonymous.SendAsync(request, Cancellation);
            Assert.Equal("Origin", Assert.Single(answer.Headers.Vary));
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }

    private async Task<string> RegisterAsync(BssHost bss, string owner, string name)
    {
        await lake.StoreAsync(bss, "/videos", owner, "limits", "video"u8.ToArray(), "video/mp4");
        using var client = bss.Client(owner);
        var body = new { name, owner, project = "limits", stagingHash = Wire.HashOf("video"u8) };
        return (await (await client.SendAsync("/videos", body)).ReadAsync()).GetProperty("id").GetString()!;
    }

    private async Task<HttpResponseMessage> SplitAsync(BssHost bss, string id)
    {
        var url = bss.SignedUrl.Sign("POST", new Uri(bss.Address, $"/videos/{id}/split?asset=a1"), TimeSpan.FromHours(1));
        return await lake.Anonymous.PostAsync(url, null, Cancellation);
    }
}
