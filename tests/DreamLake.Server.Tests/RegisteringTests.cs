using System.Text.Json;
using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using DreamLake.Server.Tests.Lake;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Server.Tests;

public sealed class RegisteringTests : LakeTest
{
    [Theory]
    [InlineData("video"), InlineData("audio"), InlineData("label-track"), InlineData("text-track")]
    public async Task Each_type_is_registered_at_its_route_and_listed_there(string word)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        var answer = await RegisterAsync(type, "/camera/front/run01", "media-1");

        Assert.NotEmpty(answer.Id!);
        Assert.StartsWith($"{Bss.Url}{type.BssPrefix[1..]}/media-1/split?asset={answer.Id}&namespace=alice&n=", answer.LambdaUrl, StringComparison.Ordinal);
        var listed = Assert.Single(await ListAsync(type, "namespace=alice&space=robotics&episode=run-042"));
        Assert.Equal((answer.Id, "/camera/front/run01", "media-1", "run-042"), (listed.Id, listed.Name, listed.BssId, listed.Episode));
        foreach (var other in AssetType.All.Where(other => other != type))
            Assert.Empty(await ListAsync(other, "namespace=alice&space=robotics&episode=run-042"));
    }

    [Fact]
    public async Task The_way_down_is_made_once_and_found_again()
    {
        await RegisterAsync(AssetType.Video, "/camera/front/run01.mp4", "media-1");
        await RegisterAsync(AssetType.Video, "/camera/front/run02.mp4", "media-2");
        await RegisterAsync(AssetType.Audio, "/camera/mic.wav", "media-3");

        await using var catalog = Database.Open();
        var nodes = await catalog.Nodes.OrderBy(node => node.Id)
            .Select(node => new { node.Kind, node.Name, Parent = node.Parent!.Name }).ToListAsync(Cancellation);
        Assert.Equal(
            [
                (NodeKind.Namespace, "alice", null), (NodeKind.Space, "robotics", "alice"), (NodeKind.Episode, "run-042", "robotics"),
                (NodeKind.Folder, "camera", "run-042"), (NodeKind.Folder, "front", "camera"), (NodeKind.Video, "run01.mp4", "front"),
                (NodeKind.Video, "run02.mp4", "front"), (NodeKind.Audio, "mic.wav", "camera"),
            ],
            nodes.Select(node => (node.Kind, node.Name, (string?)node.Parent)));
        Assert.Equal(3, await catalog.Assets.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Without_an_episode_the_asset_hangs_under_the_space()
    {
        await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1", episode: null);
        await RegisterAsync(AssetType.Video, "/run02.mp4", "media-2", episode: "");

        var listed = await ListAsync(AssetType.Video, "namespace=alice&space=robotics");
        Assert.Equal(["/run01.mp4", "/run02.mp4"], listed.Select(asset => asset.Name));
        Assert.All(listed, asset => Assert.Null(asset.Episode));
        await using var catalog = Database.Open();
        Assert.Equal(NodeKind.Space, await catalog.Assets.Where(a => a.BssId == "media-1")
            .Select(a => a.Parent.Kind).SingleAsync(Cancellation));
        Assert.Equal(4, await catalog.Nodes.CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_episode_with_slashes_is_one_node()
    {
        await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1", episode: "experiments/2026/run-042");

        var listed = Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics&episode=experiments/2026/run-042"));
        Assert.Equal("experiments/2026/run-042", listed.Episode);
        await using var catalog = Database.Open();
        Assert.Equal(["alice", "robotics", "experiments/2026/run-042", "run01.mp4"], await catalog.Nodes.OrderBy(node => node.Id)
            .Select(node => node.Name).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task The_same_content_under_the_same_name_is_the_same_asset()
    {
        var first = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        Time.Advance(TimeSpan.FromMinutes(1));
        var second = await RegisterAsync(AssetType.Video, "run01.mp4", "media-1");

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.LambdaUrl, second.LambdaUrl);
        var listed = Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics"));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), listed.CreatedAt);
    }

    [Fact]
    public async Task Other_content_under_the_same_name_is_a_new_version_and_the_former_one_is_kept()
    {
        var first = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        Time.Advance(TimeSpan.FromMinutes(1));
        var second = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-2");

        Assert.NotEqual(first.Id, second.Id);
        var listed = Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics&episode=run-042"));
        Assert.Equal((second.Id, "media-2"), (listed.Id, listed.BssId));
        using var former = await GetAsync($"/assets/video/{first.Id}");
        Assert.Equal("media-1", (await ReadAsync<AssetListing>(former)).BssId);
        await using var catalog = Database.Open();
        Assert.Equal(Time.GetUtcNow(), await catalog.Assets.Where(a => a.Id == first.Id)
            .Select(a => a.SupersededAt).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task The_node_of_a_leaf_is_answered_and_is_the_same_for_all_of_its_versions_and_no_other_asset()
    {
        var first = await RegisterAsync(AssetType.LabelTrack, "/camera/a.jsonl", "media-1");
        Assert.False(string.IsNullOrEmpty(first.NodeId));
        Assert.Equal(first.NodeId, (await RegisterAsync(AssetType.LabelTrack, "/camera/a.jsonl", "media-1")).NodeId);
        Assert.Equal(first.NodeId, (await RegisterAsync(AssetType.LabelTrack, "/camera/a.jsonl", "media-2")).NodeId);

        Assert.NotEqual(first.NodeId, (await RegisterAsync(AssetType.TextTrack, "/camera/a.jsonl", "media-1")).NodeId);
        Assert.NotEqual(first.NodeId, (await RegisterAsync(AssetType.LabelTrack, "/camera/b.jsonl", "media-1")).NodeId);
    }

    [Fact]
    public async Task A_former_version_registered_again_comes_back_under_its_own_id()
    {
        var first = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");
        await RegisterAsync(AssetType.Video, "/run01.mp4", "media-2");
        var again = await RegisterAsync(AssetType.Video, "/run01.mp4", "media-1");

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(first.Id, Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics")).Id);
    }

    [Fact]
    public async Task The_same_name_in_another_place_or_of_another_type_is_another_asset()
    {
        var ids = new[]
        {
            await RegisterAsync(AssetType.LabelTrack, "/a.jsonl", "media-1"),
            await RegisterAsync(AssetType.TextTrack, "/a.jsonl", "media-1"),
            await RegisterAsync(AssetType.LabelTrack, "/a.jsonl", "media-1", episode: "run-043"),
            await RegisterAsync(AssetType.LabelTrack, "/a.jsonl", "media-1", episode: null),
            await RegisterAsync(AssetType.LabelTrack, "/deep/a.jsonl", "media-1"),
            await RegisterAsync(AssetType.LabelTrack, RequestFor(AssetType.LabelTrack, "/a.jsonl", "media-1") with { Space = "driving" }),
            await RegisterAsync(AssetType.LabelTrack, RequestFor(AssetType.LabelTrack, "/a.jsonl", "media-1") with { Namespace = "bob" },
            TokenOf("bob")),
        };
        Assert.Equal(ids.Length, ids.Select(answer => answer.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_name_may_be_an_asset_and_a_folder()
    {
        await RegisterAsync(AssetType.Video, "/a", "media-1");
        await RegisterAsync(AssetType.Video, "/a/b", "media-2");
        Assert.Equal(["/a", "/a/b"], (await ListAsync(AssetType.Video, "namespace=alice&space=robotics")).Select(asset => asset.Name));
    }

    [Fact]
    public async Task Names_that_differ_in_how_their_accents_are_written_are_one()
    {
        var composed = RequestFor(AssetType.Video, "/\u00fcbung/caf\u00e9.mp4", "media-1", episode: "l\u00e4ufe") with { Space = "\u00f6l" };
        var decomposed = RequestFor(AssetType.Video, "/u\u0308bung/cafe\u0301.mp4", "media-1", episode: "la\u0308ufe") with { Space = "o\u0308l" };
        var first = await RegisterAsync(AssetType.Video, composed);
        Assert.Equal(first.Id, (await RegisterAsync(AssetType.Video, decomposed)).Id);
        foreach (var query in new[] { "space=o\u0308l&episode=la\u0308ufe&prefix=/u\u0308", "space=\u00f6l&episode=l\u00e4ufe&prefix=/\u00fc" })
            Assert.Equal("/\u00fcbung/caf\u00e9.mp4", Assert.Single(await ListAsync(AssetType.Video, query)).Name);
    }

    [Fact]
    public async Task Names_differ_by_case()
    {
        await RegisterAsync(AssetType.Video, "/A.mp4", "media-1");
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-2");
        Assert.Equal(["/A.mp4", "/a.mp4"], (await ListAsync(AssetType.Video, "namespace=alice&space=robotics")).Select(asset => asset.Name));
        Assert.Equal("/a.mp4", Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics&prefix=/a")).Name);
    }

    [Fact]
    public async Task What_was_told_of_the_content_is_listed_and_a_repeat_takes_nothing_away()
    {
        var sha256 = new string('a', 64);
        var request = RequestFor(AssetType.Video, "/run01.mp4", "media-1");
        await RegisterAsync(AssetType.Video,
            request with { Size = 26214401, Sha256 = sha256, Hash = sha256[..16], ContentType = "video/mp4", Fps = 29.97, Lens = "24mm" });
        await RegisterAsync(AssetType.Video, request with { Fps = 30 });

        var listed = Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics"));
        Assert.Equal((26214401, sha256, sha256[..16], "video/mp4", 30.0, "24mm"),
            (listed.Size, listed.Sha256, listed.Hash, listed.ContentType, listed.Fps, listed.Lens));
    }

    [Fact]
    public async Task A_listing_says_nothing_of_what_was_not_told()
    {
        await RegisterAsync(AssetType.TextTrack,
            RequestFor(AssetType.TextTrack, "/a.srt", "media-1", episode: null) with { Format = "srt" });
        using var answer = await GetAsync("/assets/text-track?namespace=alice&space=robotics");
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var fields = document.RootElement[0].EnumerateObject().Select(field => field.Name);
        Assert.Equal(["bssId", "createdAt", "format", "id", "name", "status"], fields.Order());
        Assert.Equal("srt", document.RootElement[0].GetProperty("format").GetString());
    }

    [Fact]
    public async Task A_format_is_taken_in_capitals_and_kept_in_small_letters()
    {
        await RegisterAsync(AssetType.TextTrack, RequestFor(AssetType.TextTrack, "/a.SRT", "media-1") with { Format = "SRT" });
        Assert.Equal("srt", Assert.Single(await ListAsync(AssetType.TextTrack, "namespace=alice&space=robotics")).Format);
    }

    [Fact]
    public async Task Everything_is_found_again_after_a_restart()
    {
        var first = await RegisterAsync(AssetType.Video, "/camera/run01.mp4", "media-1");
        await RestartAsync();

        Assert.Equal(first.Id, (await RegisterAsync(AssetType.Video, "/camera/run01.mp4", "media-1")).Id);
        Assert.Equal(first.Id, Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics")).Id);
        await using var catalog = Database.Open();
        Assert.Equal(5, await catalog.Nodes.CountAsync(Cancellation));
    }
}
