using System.Net;
using System.Text;
using DreamLake.Bss.Streaming;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class StreamingTests(Lake lake)
{
    private const string StreamHash = "00112233445566aa";
    private readonly HttpClient _alice = lake.Bss.Client();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/videos", "/a.mp4", "processing")]
    [InlineData("/audio", "/a.mp3", "processing")]
    [InlineData("/labels", "/a.jsonl", "ready")]
    [InlineData("/text-tracks", "/a.jsonl", "ready")]
    public async Task A_signed_address_dispatches_once(string prefix, string name, string status)
    {
        var id = await RegisterAsync(prefix, "dispatched", name);
        Assert.Equal("stored", await StatusAsync(prefix, id));
        var url = Sign(prefix, id, TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(url));
        Assert.Equal(status, await StatusAsync(prefix, id));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(url));
        Assert.Equal(status, await StatusAsync(prefix, id));
    }

    [Fact]
    public async Task A_failed_job_is_dispatched_again_by_a_fresh_address_only()
    {
        var id = await RegisterAsync("/videos", "failed", "/a.mp4");
        var url = Sign("/videos", id, TimeSpan.FromHours(1));
        await PostAsync(url);
        await lake.Bss.EndJobAsync(id, "Failed");
        Assert.Equal("failed", await StatusAsync("/videos", id));

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(url));
        Assert.Equal("failed", await StatusAsync("/videos", id));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(Sign("/videos", id, TimeSpan.FromHours(2))));
        Assert.Equal("processing", await StatusAsync("/videos", id));
    }

    [Fact]
    public async Task A_wrong_expired_or_altered_address_is_403_and_dispatches_nothing()
    {
        var id = await RegisterAsync("/videos", "altered", "/a.mp4");
        var other = await RegisterAsync("/videos", "altered", "/b.mp4");
        var good = Sign("/videos", id, TimeSpan.FromHours(1)).ToString();
        var foreign = new SignedUrl(new byte[32], TimeProvider.System)
            .Sign("POST", new Uri(lake.Bss.Address, $"/videos/{id}/split?asset=a1"), TimeSpan.FromHours(1));
        string[] bad =
        [
            Sign("/videos", id, TimeSpan.FromSeconds(-1)).ToString(),
            good[..^1] + (good[^1] == '0' ? '1' : '0'),
            good.Replace("asset=a1", "asset=a2", StringComparison.Ordinal),
            good.Replace(id, other, StringComparison.Ordinal),
            good.Replace("expires=", "expires=9", StringComparison.Ordinal),
            good[..good.IndexOf('?', StringComparison.Ordinal)],
            good + "&sig=0",
            foreign.ToString(),
        ];
        foreach (var url in bad)
        {
            // A token opens it no more than nothing does.
            await lake.Anonymous.PostAsync(url, null, Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
            await _alice.PostAsync(url, null, Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
        }

        Assert.Equal("stored", await StatusAsync("/videos", id));
        Assert.Equal("stored", await StatusAsync("/videos", other));
        await lake.Anonymous.PostAsync(Sign("/videos", "unknown", TimeSpan.FromHours(1)), null, Cancellation)
            .RefusedAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_address_that_was_signed_for_one_namespace_dispatches_no_medium_of_another()
    {
        var id = await RegisterAsync("/videos", "named", "/a.mp4");
        await lake.Anonymous.PostAsync(SignFor("bob"), null, Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
        Assert.Equal("stored", await StatusAsync("/videos", id));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(SignFor("alice")));
        Assert.Equal("processing", await StatusAsync("/videos", id));

        Uri SignFor(string @namespace) => lake.Bss.SignedUrl.Sign(
            "POST", new Uri(lake.Bss.Address, $"/videos/{id}/split?asset=a1&namespace={@namespace}&n=0"), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Metadata_are_empty_before_the_split()
    {
        var id = await RegisterAsync("/videos", "unsplit", "/a.mp4");
        Assert.Equal("""{"streams":[]}""", (await _alice.ReadAsync($"/videos/{id}/metadata")).GetRawText());
        await _alice.GetAsync("/videos/unknown/metadata", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        await _alice.GetAsync($"/videos/{id}/stream/{StreamHash}.m3u8", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Metadata_are_read_by_a_signed_address_too_and_by_no_other()
    {
        var id = await RegisterAsync("/videos", "metadata", "/a.mp4");
        var address = new Uri(lake.Bss.Address, $"/videos/{id}/metadata");
        Assert.Equal("""{"streams":[]}""", await lake.Anonymous.GetStringAsync(lake.Bss.SignedUrl.Sign("GET", address, TimeSpan.FromMinutes(1)), Cancellation));
        var ofAnother = lake.Bss.SignedUrl.Sign("GET", new Uri(lake.Bss.Address, "/videos/another/metadata"), TimeSpan.FromMinutes(1));
        await lake.Anonymous.GetAsync(address + ofAnother.Query, Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
        await lake.Anonymous.GetAsync(address, Cancellation).RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void The_addresses_of_a_playlist_begin_as_the_lake_is_reached_from_outside()
    {
        var signed = new SignedPlaylist(
            lake.Bss.SignedUrl, new BssOptions { Bucket = "b", Database = "", PublicUrl = new Uri("https://lake.example/bss/") });
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString("127.0.0.1", 5), Path = "/videos/v1/stream/0011.m3u8" } }.Request;
        Assert.StartsWith("#EXTM3U\nhttps://lake.example/bss/videos/v1/chunks/aa.ts?expires=", signed.Sign("#EXTM3U\n../chunks/aa.ts\n", request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_any_origin_may_read_a_stream_and_its_refusal()
    {
        var id = await RegisterAsync("/videos", "cors", "/a.mp4");
        await SplitAsync("/videos", id, "cors");
        var address = new Uri(lake.Bss.Address, $"/videos/{id}/stream/{StreamHash}.m3u8");
        var signed = lake.Bss.SignedUrl.Sign("GET", address, TimeSpan.FromMinutes(1));
        foreach (var (method, url, status) in new[] { ("GET", signed, 200), ("GET", address, 401), ("GET", new Uri(address + "?sig=a&expires=1"), 403), ("OPTIONS", address, 204) })
        {
            using var request =
                new HttpRequestMessage(new HttpMethod(method), url) { Headers = { { "Origin", "https://player.example" } } };
            using var answer = await lake.Anonymous.SendAsync(request, Cancellation);
            Assert.Equal((status, "*"), ((int)answer.StatusCode, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin"))));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("/videos", "/a.mp4")]
    [InlineData("/audio", "/a.mp3")]
    public async Task A_playlist_and_its_segments_are_read_by_token_and_by_signed_address(string prefix, string name)
    {
        var project = "split" + prefix.TrimStart('/');
        var id = await RegisterAsync(prefix, project, name);
        await SplitAsync(prefix, id, project);
        Assert.Equal($$"""{"durationSec":3.5,"streams":["{{StreamHash}}"]}""", (await _alice.ReadAsync($"{prefix}/{id}/metadata")).GetRawText());
        var told = (await _alice.ReadAsync($"{prefix}/status?ids={id}"))[0];
        Assert.Equal(StreamHash, told.GetProperty("streams")[0].GetString());
        Assert.Equal("""{"durationSec":3.5}""", told.GetProperty("metadata").GetRawText());

        var address = new Uri(lake.Bss.Address, $"{prefix}/{id}/stream/{StreamHash}.m3u8");
        using var byToken = await _alice.GetAsync(address, Cancellation);
        Assert.Equal("application/vnd.apple.mpegurl", byToken.Content.Headers.ContentType?.MediaType);
        var signed = lake.Bss.SignedUrl.Sign("GET", address, TimeSpan.FromMinutes(1));
        var playlist = await lake.Anonymous.GetStringAsync(signed, Cancellation);
        Assert.StartsWith($"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:2.0,\n{lake.Bss.Address}{prefix[1..]}/{id}/chunks/", playlist, StringComparison.Ordinal);
        Assert.EndsWith("#EXT-X-ENDLIST\n", playlist, StringComparison.Ordinal);

        foreach (var text in new[] { playlist, await byToken.Content.ReadAsStringAsync(Cancellation) })
        {
            var segments = text.Split('\n').Where(line => line.StartsWith("http://", StringComparison.Ordinal)).ToArray();
            Assert.Equal(2, segments.Length);
            using var segment = await lake.Anonymous.GetAsync(new Uri(address, segments[1]), Cancellation);
            Assert.Equal("video/mp2t", segment.Content.Headers.ContentType?.MediaType);
            Assert.Equal("segment 2", await segment.Content.ReadAsStringAsync(Cancellation));
            await lake.Anonymous.GetAsync(new Uri(address, segments[0].Replace("aaaa", "bbbb", StringComparison.Ordinal)), Cancellation)
                .RefusedAsync(HttpStatusCode.Forbidden);
        }

        Assert.Equal("segment 1", await _alice.GetStringAsync($"{prefix}/{id}/chunks/aaaaaaaaaaaaaaaa.ts", Cancellation));
        await _alice.GetAsync($"{prefix}/{id}/chunks/cccccccccccccccc.ts", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        await lake.Anonymous.GetAsync(new Uri(address, $"../chunks/aaaaaaaaaaaaaaaa.ts"), Cancellation)
            .RefusedAsync(HttpStatusCode.Unauthorized);
        await lake.Anonymous.GetAsync(lake.Bss.SignedUrl.Sign("GET", address, TimeSpan.FromSeconds(-1)), Cancellation)
            .RefusedAsync(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("stream/00112233445566aa.m3u8", "application/vnd.apple.mpegurl")]
    [InlineData("chunks/aaaaaaaaaaaaaaaa.ts", "video/mp2t")]
    public async Task A_player_may_ask_by_HEAD_first_with_a_token_or_by_the_address_that_is_signed_for_GET(string path, string mediaType)
    {
        var id = await RegisterAsync("/videos", "head", "/a.mp4");
        await SplitAsync("/videos", id, "head");
        var address = new Uri(lake.Bss.Address, $"/videos/{id}/{path}");
        var signed = lake.Bss.SignedUrl.Sign("GET", address, TimeSpan.FromMinutes(1));
        foreach (var (client, url) in new[] { (_alice, address), (lake.Anonymous, signed) })
        {
            using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), Cancellation);
            Assert.Equal((HttpStatusCode.OK, mediaType), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
            Assert.Equal((await client.GetByteArrayAsync(url, Cancellation)).Length, head.Content.Headers.ContentLength);
        }

        foreach (var (url, status) in new[] { (address, HttpStatusCode.Unauthorized), (new Uri(signed + "0"), HttpStatusCode.Forbidden) })
        {
            using var refused = await lake.Anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), Cancellation);
            Assert.Equal(status, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("If-Match", "\"other\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "\"aaaaaaaaaaaaaaaa\"", HttpStatusCode.OK)]
    [InlineData("If-None-Match", "\"aaaaaaaaaaaaaaaa\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "*", HttpStatusCode.NotModified)]
    [InlineData("Range", "bytes=1-3", HttpStatusCode.OK)]
    public async Task A_segment_is_answered_by_its_preconditions(string header, string value, HttpStatusCode status)
    {
        var id = await RegisterAsync("/videos", "conditions", "/a.mp4");
        await SplitAsync("/videos", id, "conditions");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, $"/videos/{id}/chunks/aaaaaaaaaaaaaaaa.ts");
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await _alice.SendAsync(request, Cancellation);
            Assert.Equal(status, answer.StatusCode);
            var body = await answer.Content.ReadAsStringAsync(Cancellation);
            if (status == HttpStatusCode.PreconditionFailed && method == HttpMethod.Get)
            {
                Assert.Contains("If-Match", body, StringComparison.Ordinal);
            }
            else Assert.Equal(status == HttpStatusCode.OK && method == HttpMethod.Get ? "segment 1" : "", body);
        }
    }

    [Fact]
    public async Task A_stream_is_read_under_its_own_medium_only()
    {
        var id = await RegisterAsync("/videos", "own", "/a.mp4");
        var other = await RegisterAsync("/videos", "own", "/b.mp4");
        await SplitAsync("/videos", id, "own");
        await _alice.GetAsync($"/videos/{other}/stream/{StreamHash}.m3u8", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
    }

    // What the Lambda leaves behind where ffmpeg is installed; its own tests show that it does.
    private async Task SplitAsync(string prefix, string id, string project)
    {
        await PostAsync(Sign(prefix, id, TimeSpan.FromHours(1)));
        await StoreAsync(StreamKeys.Segment($"alice/{project}", "aaaaaaaaaaaaaaaa"), "segment 1");
        await StoreAsync(StreamKeys.Segment($"alice/{project}", "bbbbbbbbbbbbbbbb"), "segment 2");
        await StoreAsync(StreamKeys.Playlist($"alice/{project}", StreamHash),
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:2.0,\n../chunks/aaaaaaaaaaaaaaaa.ts\n#EXTINF:1.5,\n../chunks/bbbbbbbbbbbbbbbb.ts\n#EXT-X-ENDLIST\n");
        await lake.Bss.EndJobAsync(id, "Done", $$"""{"durationSec":3.5,"streams":["{{StreamHash}}"]}""");
    }

    private async Task StoreAsync(string key, string text) => await lake.Bss.S3.PutObjectAsync(new Amazon.S3.Model.PutObjectRequest
    {
        BucketName = BssHost.Bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    }, Cancellation);

    private async Task<string> RegisterAsync(string prefix, string project, string name) =>
        (await (await lake.RegisterAsync(prefix, project, name, "{}")).ReadAsync()).GetProperty("id").GetString()!;

    private Uri Sign(string prefix, string id, TimeSpan lifetime) =>
        lake.Bss.SignedUrl.Sign("POST", new Uri(lake.Bss.Address, $"{prefix}/{id}/split?asset=a1"), lifetime);

    private async Task<HttpStatusCode> PostAsync(Uri url)
    {
        using var answer = await lake.Anonymous.PostAsync(url, null, Cancellation);
        return answer.StatusCode;
    }

    private async Task<string> StatusAsync(string prefix, string id) =>
        (await _alice.ReadAsync($"{prefix}/status?ids={id}"))[0].GetProperty("status").GetString()!;
}
