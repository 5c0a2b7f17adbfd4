using System.Net;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary><c>GET /episodes</c>: what a token may read, and how much it holds.</summary>
public sealed class EpisodeTests : LakeTest
{
    [Fact]
    public async Task Episodes_come_by_name_with_their_assets_and_bytes_and_a_space_before_its_episodes()
    {
        await RegisterAsync(AssetType.Video, Sized("/b.mp4", "m1", "run-2", 10));
        await RegisterAsync(AssetType.Video, Sized("/a.mp4", "m2", "run-2", 5));
        await RegisterAsync(AssetType.Video, Sized("/a.mp4", "m3", "run-2", 7));
        await RegisterAsync(AssetType.Video, Sized("/top.mp4", "m4", null, 1));
        await RegisterAsync(AssetType.Video, Sized("/a.mp4", "m5", "run-1", 3));
        Assert.Equal(
            [new("alice", "robotics", null, 1, 1), new("alice", "robotics", "run-1", 1, 3), new("alice", "robotics", "run-2", 2, 17)],
            await EpisodesAsync("/episodes?space=robotics"));
    }

    [Fact]
    public async Task Another_namespace_is_seen_by_the_lakes_owner_alone()
    {
        await RegisterAsync(AssetType.Video, Sized("/a.mp4", "m1", "run-1", 10));
        await RegisterAsync(
            AssetType.Video, Sized("/a.mp4", "m2", "run-1", 10) with { Namespace = "bob" }, TokenOf("bob"));
        Assert.Equal(["alice"], (await EpisodesAsync("/episodes")).Select(episode => episode.Namespace));
        Assert.Equal(["alice", "bob"], (await EpisodesAsync("/episodes", TokenOf("owner", wholeLake: true))).Select(e => e.Namespace));
        await IsProblemAsync(HttpStatusCode.Forbidden, "namespace", await GetAsync("/episodes?namespace=bob"));
    }

    [Fact]
    public async Task Pages_miss_none_and_show_none_twice()
    {
        for (var i = 0; i < 5; i++) await RegisterAsync(AssetType.Video, Sized("/a.mp4", $"m{i}", i == 0 ? null : $"run-{i}", 1));
        var (found, address) = (new List<string?>(), (string?)"/episodes?limit=2");
        while (address is not null)
        {
            using var answer = await GetAsync(address);
            found.AddRange((await ReadAsync<IReadOnlyList<EpisodeListing>>(answer)).Select(episode => episode.Episode));
            var link = answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links) : null;
            address = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal([null, "run-1", "run-2", "run-3", "run-4"], found);
        await IsProblemAsync(HttpStatusCode.BadRequest, "cursor", await GetAsync("/episodes?cursor=nonsense"));
    }

    private static RegisterAssetRequest Sized(string name, string bssId, string? episode, long size) =>
        RequestFor(AssetType.Video, name, bssId, episode, request => request with { Size = size });

    private async Task<IReadOnlyList<EpisodeListing>> EpisodesAsync(string address, string? token = null)
    {
        using var answer = await GetAsync(address, token);
        return await ReadAsync<IReadOnlyList<EpisodeListing>>(answer);
    }
}
