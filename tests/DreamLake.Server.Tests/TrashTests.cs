using System.Net;
using System.Net.Http.Json;
using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary>The trash: what is in it is seen nowhere else, leaves its name to the version before it, and comes back.</summary>
public sealed class TrashTests : LakeTest
{
    private const string Place = "space=robotics&episode=run-042";

    [Fact]
    public async Task What_is_removed_is_in_the_trash_and_nowhere_else()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        var removed = await RemoveAsync(asset.Id!);
        Assert.Equal(
            (asset.Id, "/a.mp4", Time.GetUtcNow(), Time.GetUtcNow().AddDays(30), null),
            (removed.Id, removed.Name, removed.TrashedAt, removed.PurgedAfter, removed.ShownAgain));

        Assert.Empty(await ListAsync(AssetType.Video, Place));
        Assert.Empty(await ListAsync(AssetType.Video, Place + "&allVersions=true"));
        await IsProblemAsync(HttpStatusCode.NotFound, asset.Id!, await GetAsync($"/assets/video/{asset.Id}"));
        await IsProblemAsync(HttpStatusCode.NotFound, "/a.mp4", await GetAsync($"/assets/video/download?{Place}&path=/a.mp4"));
        using var episodes = await GetAsync("/episodes");
        Assert.Empty(await ReadAsync<IReadOnlyList<EpisodeListing>>(episodes));
        using var found = await PostAsync("/assets/lookup", JsonContent.Create(
            new LookupRequest(null, "robotics", "run-042", [new AssetToFind("video", "/a.mp4")]),
            ProtocolJson.Default.LookupRequest));
        Assert.Null(Assert.Single((await ReadAsync<LookupResponse>(found)).Items!)!.Id);

        var trashed = Assert.Single(await ListAsync(AssetType.Video, Place + "&trash=true"));
        Assert.Equal((asset.Id, removed.TrashedAt), (trashed.Id, trashed.TrashedAt));
        Assert.Equal(["media-1 trashed 1 of alice"], Bss.Words);
        await IsProblemAsync(HttpStatusCode.BadRequest, "'trash'", await GetAsync($"/assets/video?{Place}&trash=true&allVersions=true"));
    }

    [Fact]
    public async Task Restored_it_is_as_it_was()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await RemoveAsync(asset.Id!);
        Assert.Null((await RestoreAsync(asset.Id!)).SupersededBy);
        Assert.Equal(asset.Id, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
        Assert.Empty(await ListAsync(AssetType.Video, Place + "&trash=true"));
        Assert.Equal(["media-1 trashed 1 of alice", "media-1 kept 2 of alice"], Bss.Words);
        // Asked for again, it changes nothing.
        await RestoreAsync(asset.Id!);
        Assert.Equal(2, Bss.Words.Count);
    }

    [Fact]
    public async Task The_version_before_shows_again_and_gives_way_when_it_is_restored()
    {
        var (first, second) = await TwoVersionsAsync();
        Assert.Equal(first, (await RemoveAsync(second)).ShownAgain);
        Assert.Equal(first, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
        Assert.Null((await RestoreAsync(second)).SupersededBy);
        Assert.Equal(second, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
        Assert.Equal(2, (await ListAsync(AssetType.Video, Place + "&allVersions=true")).Count);
    }

    [Fact]
    public async Task What_was_registered_since_keeps_the_name()
    {
        var (_, second) = await TwoVersionsAsync();
        await RemoveAsync(second);
        Time.Advance(TimeSpan.FromMinutes(1));
        var third = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-3")).Id;
        Assert.Equal(third, (await RestoreAsync(second)).SupersededBy);
        Assert.Equal(third, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
        Assert.Equal(3, (await ListAsync(AssetType.Video, Place + "&allVersions=true")).Count);
    }

    [Fact]
    public async Task A_former_version_goes_and_comes_back_without_touching_the_present_one()
    {
        var (first, second) = await TwoVersionsAsync();
        Assert.Null((await RemoveAsync(first)).ShownAgain);
        Assert.Equal(second, Assert.Single(await ListAsync(AssetType.Video, Place + "&allVersions=true")).Id);
        Assert.Equal(second, (await RestoreAsync(first)).SupersededBy);
        Assert.Equal(second, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
    }

    [Fact]
    public async Task All_versions_go_where_that_is_asked_for()
    {
        var (_, second) = await TwoVersionsAsync();
        Assert.Null((await RemoveAsync(second, "?allVersions=true")).ShownAgain);
        Assert.Empty(await ListAsync(AssetType.Video, Place + "&allVersions=true"));
        Assert.Equal(2, (await ListAsync(AssetType.Video, Place + "&trash=true")).Count);
    }

    [Fact]
    public async Task Registered_again_it_is_out_of_the_trash_under_its_id()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await RemoveAsync(asset.Id!);
        Assert.Equal(asset.Id, (await RegisterAsync(AssetType.Video, "/a.mp4", "media-1")).Id);
        Assert.Equal(asset.Id, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
        await SweepAsync();
        Assert.Equal("media-1 kept 2 of alice", Bss.Words.Last());
    }

    [Fact]
    public async Task A_medium_that_another_asset_shows_is_kept()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        var other = await RegisterAsync(AssetType.Video, "/b.mp4", "media-1");
        await RemoveAsync(asset.Id!);
        Assert.Equal(["media-1 kept 1 of alice"], Bss.Words);
        await RemoveAsync(other.Id!);
        Assert.Equal("media-1 trashed 2 of alice", Bss.Words.Last());
    }

    [Fact]
    public async Task After_its_time_it_is_purged_and_its_row_goes()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        var other = await RegisterAsync(AssetType.Video, "/b.mp4", "media-1");
        foreach (var id in new[] { asset.Id!, other.Id! }) await RemoveAsync(id);
        await SweepAsync(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(Bss.Words, word => word.Contains("purged", StringComparison.Ordinal));
        await SweepAsync(TimeSpan.FromMinutes(2));
        Assert.Contains(Bss.Words, word => word.StartsWith("media-1 purged", StringComparison.Ordinal));
        await using var catalog = Database.Open();
        Assert.Empty(catalog.Assets);
        Assert.Empty(catalog.MediaWords);
    }

    [Fact]
    public async Task What_BSS_has_registered_again_stays_in_the_trash()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await RemoveAsync(asset.Id!);
        Bss.Instead = context =>
        {
            context.Response.StatusCode = 409;
            return Task.CompletedTask;
        };
        using (var refused = await SendAsync(HttpMethod.Delete, $"/assets/video/{asset.Id}?purge=true", null, Admin))
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Bss.Instead = null;
        await RestoreAsync(asset.Id!);
        Assert.Equal(asset.Id, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);
    }

    [Fact]
    public async Task While_BSS_is_away_it_is_503_and_told_later()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await IsProblemAsync(
            HttpStatusCode.ServiceUnavailable, "BSS",
            await SendAsync(HttpMethod.Delete, $"/assets/video/{asset.Id}", null, TokenOf("alice")));
        Bss.Instead = null;
        Assert.Empty(await ListAsync(AssetType.Video, Place));
        await SweepAsync();
        Assert.Equal(["media-1 trashed 1 of alice"], Bss.Words);
    }

    [Fact]
    public async Task Only_an_admin_purges_and_only_an_owner_removes_or_restores()
    {
        var asset = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        foreach (var (method, path) in new[] { (HttpMethod.Delete, ""), (HttpMethod.Delete, "?purge=true"), (HttpMethod.Post, "/restore") })
        {
            using var foreign = await SendAsync(method, $"/assets/video/{asset.Id}{path}", null, TokenOf("bob"));
            Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        }

        await IsProblemAsync(
            HttpStatusCode.Forbidden, "admin",
            await SendAsync(HttpMethod.Delete, $"/assets/video/{asset.Id}?purge=true", null, TokenOf("alice")));
        Assert.Equal(asset.Id, Assert.Single(await ListAsync(AssetType.Video, Place)).Id);

        using var purged = await SendAsync(HttpMethod.Delete, $"/assets/video/{asset.Id}?purge=true", null, Admin);
        Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
        Assert.Equal(["media-1 trashed 1 of alice", "media-1 purged 2 of alice"], Bss.Words);
        await IsProblemAsync(
            HttpStatusCode.NotFound, "trash", await SendAsync(HttpMethod.Delete, $"/assets/video/{asset.Id}", null, Admin));
    }

    private string Admin => LakeTokens.Mint(Keys, FakeBss.WholeLake, wholeLake: true, TimeSpan.FromDays(1), Time);

    private async Task<(string First, string Second)> TwoVersionsAsync()
    {
        var first = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-1")).Id!;
        Time.Advance(TimeSpan.FromMinutes(1));
        var second = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-2")).Id!;
        Time.Advance(TimeSpan.FromMinutes(1));
        return (first, second);
    }

    private async Task<TrashedAsset> RemoveAsync(string id, string query = "")
    {
        using var answer = await SendAsync(HttpMethod.Delete, $"/assets/video/{id}{query}", null, TokenOf("alice"));
        return await ReadAsync<TrashedAsset>(answer);
    }

    private async Task<TrashedAsset> RestoreAsync(string id)
    {
        using var answer = await PostAsync($"/assets/video/{id}/restore", null);
        return await ReadAsync<TrashedAsset>(answer);
    }

    private async Task SweepAsync(TimeSpan after = default)
    {
        Time.Advance(after);
        await Server.SweepAsync();
    }
}
