using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class AccessTests(Lake lake)
{
    private const string Key = "alice/robotics/staging/abc123def4567890";

    public static TheoryData<string> Prefixes => [.. AssetType.All.Select(type => type.BssPrefix)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task Every_endpoint_answers_401_without_a_token_and_with_another_lakes(string prefix)
    {
        using var none = lake.Bss.Client(null);
        using var foreign = lake.Bss.Client(null);
        foreign.DefaultRequestHeaders.Authorization =
            new("Bearer", LakeTokens.Mint(LakeKeys.Create(), "alice", true, TimeSpan.FromHours(1), TimeProvider.System));
        foreach (var client in new[] { none, foreign })
        {
            foreach (var path in (string[])["", "/upload/multipart/init", "/upload/multipart/parts", "/upload/multipart/complete", "/upload/multipart/abort"])
                await client.PostAsync(prefix + path, new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation)
                    .RefusedAsync(HttpStatusCode.Unauthorized);
            var reads = new List<string> { "/upload/multipart/parts-done?uploadId=x&key=" + Key, "/status?ids=a", "/abc", "/abc/metadata", "/abc/download" };
            if (prefix is "/videos" or "/audio") reads.AddRange(["/abc/stream/0123456789abcdef.m3u8", "/abc/chunks/0123456789abcdef.ts"]);
            foreach (var path in reads)
                await client.GetAsync(prefix + path, Cancellation).RefusedAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Anothers_namespace_is_403()
    {
        using var bob = lake.Bss.Client("bob");
        var upload = new { uploadId = "x", key = Key };
        (string Path, object Body)[] calls =
        [
            ("/upload/multipart/init", new { owner = "alice", project = "robotics", hash = "abc123def4567890", contentType = "video/mp4" }),
            ("/upload/multipart/parts", new { upload.uploadId, upload.key, partNumbers = new[] { 1 } }),
            ("/upload/multipart/complete", new { upload.uploadId, upload.key, parts = new[] { new { partNumber = 1, etag = "a" } } }),
            ("/upload/multipart/abort", upload),
            ("", new { name = "/a.mp4", owner = "alice", project = "robotics", stagingHash = "abc123def4567890" }),
        ];
        foreach (var (path, body) in calls)
            Assert.DoesNotContain(
                "alice", await bob.SendAsync("/videos" + path, body).RefusedAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        await bob.GetAsync($"/videos/upload/multipart/parts-done?uploadId=x&key={Key}", Cancellation)
            .RefusedAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_place_written_the_other_way_round_is_told_so()
    {
        using var bob = lake.Bss.Client("bob");
        var init = new { owner = "robotics", project = "bob", hash = "abc123def4567890", contentType = "video/mp4" };
        Assert.Contains("write bob@robotics", await bob.SendAsync("/videos/upload/multipart/init", init)
            .RefusedAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        await bob.GetAsync("/files/upload", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_asks_for_a_namespace_is_told_of_no_other_also_the_lakes_owner()
    {
        var id = (await (await lake.RegisterAsync("/videos", "deputy", "/a.mp4", "a video")).ReadAsync()).GetProperty("id").GetString();
        using var owner = lake.Bss.Client("root", wholeLake: true);
        await owner.GetAsync($"/videos/{id}/download?namespace=bob", Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
        Assert.Equal(0, (await owner.ReadAsync($"/videos/status?ids={id}&namespace=bob")).GetArrayLength());
        await owner.ReadAsync($"/videos/{id}/download?namespace=alice");
        Assert.Equal(1, (await owner.ReadAsync($"/videos/status?ids={id}&namespace=alice")).GetArrayLength());

        using var none = lake.Bss.Client(null);
        Uri SignFor(string path, string @namespace) => lake.Bss.SignedUrl.Sign(
            "GET", new Uri(lake.Bss.Address, $"/videos/{id}/{path}?namespace={@namespace}"), TimeSpan.FromHours(1));
        foreach (var path in new[] { "metadata", "stream/0123456789abcdef.m3u8" })
        {
            await none.GetAsync(SignFor(path, "bob"), Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
            using var own = await none.GetAsync(SignFor(path, "alice"), Cancellation);
            Assert.Equal(path == "metadata" ? HttpStatusCode.OK : HttpStatusCode.NotFound, own.StatusCode);
        }
    }

    [Fact]
    public async Task Anothers_media_are_403_and_left_out_of_a_status()
    {
        var id = (await (await lake.RegisterAsync("/videos", "private", "/a.mp4", "a video")).ReadAsync()).GetProperty("id").GetString();
        using var bob = lake.Bss.Client("bob");
        foreach (var path in (string[])["", "/metadata", "/download", "/stream/0123456789abcdef.m3u8", "/chunks/0123456789abcdef.ts"])
            await bob.GetAsync($"/videos/{id}{path}", Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
        Assert.Equal("[]", (await bob.ReadAsync($"/videos/status?ids={id}")).GetRawText());
    }
}
