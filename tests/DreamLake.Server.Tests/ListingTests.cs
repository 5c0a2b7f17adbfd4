using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Server.Tests;

public sealed class ListingTests : LakeTest
{
    [Fact]
    public async Task It_is_in_the_order_of_names_and_then_of_age()
    {
        foreach (var (name, episode) in new[] { ("/b.mp4", "two"), ("/a.mp4", "two"), ("/ä.mp4", "one"), ("/b.mp4", "one"), ("/B.mp4", "one"), ("/a/z.mp4", "one") })
        {
            await RegisterAsync(AssetType.Video, name, $"{name.Replace('/', '-')}-{episode}", episode);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var listed = await ListAsync(AssetType.Video, "namespace=alice&space=robotics");
        Assert.Equal(
            [("/B.mp4", "one"), ("/a.mp4", "two"), ("/a/z.mp4", "one"), ("/b.mp4", "two"), ("/b.mp4", "one"), ("/ä.mp4", "one")],
            listed.Select(asset => (asset.Name, asset.Episode)));
    }

    [Fact]
    public async Task A_space_lists_all_its_episodes_and_an_episode_only_itself()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1", episode: null);
        await RegisterAsync(AssetType.Video, "/b.mp4", "media-2", episode: "run-1");
        await RegisterAsync(AssetType.Video, "/c.mp4", "media-3", episode: "run-1/take-2");

        Assert.Equal(["/a.mp4", "/b.mp4", "/c.mp4"], await NamesAsync("namespace=alice&space=robotics"));
        Assert.Equal(["/a.mp4", "/b.mp4", "/c.mp4"], await NamesAsync("namespace=alice&space=robotics&episode=&prefix="));
        Assert.Equal(["/b.mp4"], await NamesAsync("namespace=alice&space=robotics&episode=run-1"));
        Assert.Equal(["/c.mp4"], await NamesAsync("namespace=alice&space=robotics&episode=run-1/take-2"));
    }

    [Fact]
    public async Task The_namespace_left_out_is_the_tokens_own()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await RegisterAsync(AssetType.Video, RequestFor(AssetType.Video, "/b.mp4", "media-2") with { Namespace = "bob" }, TokenOf("bob"));
        Assert.Equal(["/a.mp4"], await NamesAsync("space=robotics"));
        Assert.Equal(["/a.mp4"], await NamesAsync("namespace=&space=robotics"));
        Assert.Equal("/b.mp4", Assert.Single(await ListAsync(AssetType.Video, "space=robotics", TokenOf("bob"))).Name);
    }

    [Fact]
    public async Task A_prefix_is_the_beginning_of_a_name_as_it_is_written()
    {
        foreach (var name in new[] { "/camera/a.mp4", "/camera/front/b.mp4", "/camera2/c.mp4", "/Camera/d.mp4", "/cam_ra/e.mp4", "/camera/\U0001F4F7.mp4", "/100%/f.mp4" })
            await RegisterAsync(AssetType.Video, name, "media-" + name[^5]);

        Assert.Equal(["/camera/a.mp4", "/camera/front/b.mp4", "/camera/\U0001F4F7.mp4"], await NamesAsync("space=robotics&prefix=/camera/"));
        Assert.Equal(["/camera/a.mp4", "/camera/front/b.mp4", "/camera/\U0001F4F7.mp4", "/camera2/c.mp4"], await NamesAsync("space=robotics&prefix=camera"));
        Assert.Equal(["/cam_ra/e.mp4"], await NamesAsync("space=robotics&prefix=/cam_"));
        Assert.Equal(["/100%/f.mp4"], await NamesAsync("space=robotics&prefix=/100%25"));
        Assert.Equal(["/camera/a.mp4"], await NamesAsync("space=robotics&prefix=/camera/a.mp4"));
        Assert.Equal(7, (await NamesAsync("space=robotics&prefix=/")).Count);
        Assert.Empty(await NamesAsync("space=robotics&prefix=/radar/"));
    }

    [Fact]
    public async Task An_asset_is_read_by_its_id_as_the_listing_shows_it_and_with_its_place()
    {
        var made = await RegisterAsync(AssetType.Video, "/camera/a.mp4", "media-1");
        using var answer = await GetAsync($"/assets/video/{made.Id}");
        var listed = Assert.Single(await ListAsync(AssetType.Video, "space=robotics"));
        Assert.Equal(listed with { Namespace = "alice", Space = "robotics" }, await ReadAsync<AssetListing>(answer));
    }

    [Fact]
    public async Task Ten_thousand_assets_are_listed_in_a_few_seconds_whether_ready_or_not()
    {
        await RegisterAsync(AssetType.Video, "/camera/a.mp4", "media-1");
        await AddManyAsync(10_000);
        for (var i = 0; i < 10_000; i++) Bss.Tell($"many-{i}", AssetStatus.Ready, null, $"stream{i}");

        await ListTenThousandAsync();
        Assert.Equal(100, Bss.Requests.Count);
        // No status is final: what is ready may be found damaged.
        await ListTenThousandAsync();
        Assert.Equal(200, Bss.Requests.Count);
    }

    [Fact]
    public async Task Pages_follow_one_another_by_their_links_and_miss_nothing()
    {
        foreach (var (name, episode) in new[] { ("/a.mp4", "one"), ("/a.mp4", "two"), ("/a.mp4", "three"), ("/b c.mp4", "one"), ("/ü.mp4", "one"), ("/z.mp4", "one") })
            await RegisterAsync(AssetType.Video, name, $"{name.Replace('/', '-')}-{episode}", episode);
        var all = (await ListAsync(AssetType.Video, "namespace=alice&space=robotics")).Select(asset => asset.Id).ToArray();

        foreach (var limit in new[] { 1, 2, 3, 6, 7, 5000 })
        {
            var (found, address) = (new List<string>(), (string?)$"/assets/video?namespace=alice&space=robotics&limit={limit}");
            while (address is not null)
            {
                using var answer = await GetAsync(address);
                var page = await ReadAsync<IReadOnlyList<AssetListing>>(answer);
                Assert.InRange(page.Count, 1, limit);
                found.AddRange(page.Select(asset => asset.Id));
                var link = answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links) : null;
                Assert.True(link is null || link.EndsWith(">; rel=\"next\"", StringComparison.Ordinal), link);
                address = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
            }

            Assert.Equal(all, found);
        }
    }

    [Fact]
    public async Task A_page_has_a_thousand_assets_at_most_and_without_a_limit_there_are_all()
    {
        await RegisterAsync(AssetType.Video, "/camera/a.mp4", "media-1");
        await AddManyAsync(1500);
        Assert.Equal(1501, (await ListAsync(AssetType.Video, "space=robotics")).Count);
        Assert.Equal(1000, (await ListAsync(AssetType.Video, "space=robotics&limit=100000")).Count);
    }

    [Theory]
    [InlineData("limit=0"), InlineData("limit=-1"), InlineData("limit=many"), InlineData("cursor=nonsense"), InlineData("limit=1&cursor=%25"), InlineData("cursor=YQ")]
    public async Task A_page_that_cannot_be_is_a_bad_request(string query)
    {
        await RegisterAsync(AssetType.Video, "/camera/a.mp4", "media-1");
        await IsProblemAsync(System.Net.HttpStatusCode.BadRequest, "parameter", await GetAsync($"/assets/video?space=robotics&{query}"));
    }

    private async Task ListTenThousandAsync()
    {
        var listed = await ListAsync(AssetType.Video, "space=robotics&prefix=/many/");
        Assert.Equal(10_000, listed.Count(asset => asset.Status == AssetStatus.Ready && asset.PlaylistUrl is not null));
    }

    private async Task<IReadOnlyList<string>> NamesAsync(string query) =>
        [.. (await ListAsync(AssetType.Video, query)).Select(asset => asset.Name)];
}
