using System.Net;
using System.Net.Http.Json;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary>
/// Another content under a name that is taken: a new version beside the former ones, or refused where that was asked for.
/// </summary>
public sealed class VersionTests : LakeTest
{
    [Fact]
    public async Task All_versions_of_a_name_are_listed_where_they_are_asked_for()
    {
        var (first, second) = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-1"), "");
        Time.Advance(TimeSpan.FromMinutes(1));
        second = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-2")).Id!;

        var all = await ListAsync(AssetType.Video, "space=robotics&episode=run-042&allVersions=true");

        Assert.Equal([(first.Id!, (DateTimeOffset?)Time.GetUtcNow()), (second, null)], all.Select(asset => (asset.Id, asset.SupersededAt)));
        Assert.Equal(second, Assert.Single(await ListAsync(AssetType.Video, "space=robotics&episode=run-042&allVersions=false")).Id);
        Assert.Equal(2, (await ListAsync(AssetType.Video, "space=robotics&allVersions=true")).Count);
        await IsProblemAsync(HttpStatusCode.BadRequest, "allVersions", await GetAsync("/assets/video?space=robotics&allVersions=maybe"));
    }

    [Fact]
    public async Task Pages_of_all_versions_miss_none()
    {
        foreach (var i in Enumerable.Range(0, 5)) await RegisterAsync(AssetType.Video, "/a.mp4", $"media-{i}");

        var (found, address) = (new List<string>(), (string?)"/assets/video?space=robotics&allVersions=true&limit=2");
        while (address is not null)
        {
            using var answer = await GetAsync(address);
            found.AddRange((await ReadAsync<IReadOnlyList<AssetListing>>(answer)).Select(asset => asset.BssId));
            var link = answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links) : null;
            address = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"media-{i}"), found.Order());
    }

    [Fact]
    public async Task Where_it_is_refused_the_present_asset_stays_and_is_named()
    {
        var present = await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");

        using var answer = await TryRegisterAsync(AssetType.Video, Refusing("/a.mp4", "media-2"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.Problem, Cancellation);
        Assert.Equal(present.Id, problem!.Id);
        Assert.Contains("/a.mp4", problem.Detail, StringComparison.Ordinal);
        var listed = Assert.Single(await ListAsync(AssetType.Video, "space=robotics&allVersions=true"));
        Assert.Equal((present.Id!, "media-1"), (listed.Id, listed.BssId));
    }

    [Fact]
    public async Task A_free_name_and_the_same_content_again_are_not_refused()
    {
        var first = await RegisterAsync(AssetType.Video, Refusing("/a.mp4", "media-1"));

        Assert.Equal(first.Id, (await RegisterAsync(AssetType.Video, Refusing("/a.mp4", "media-1"))).Id);
        Assert.NotEqual(first.Id, (await RegisterAsync(AssetType.Audio, Refusing("/a.mp4", "media-1", AssetType.Audio))).Id);
    }

    [Fact]
    public async Task A_former_version_comes_back_only_where_nothing_is_replaced()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        var present = await RegisterAsync(AssetType.Video, "/a.mp4", "media-2");

        await IsProblemAsync(HttpStatusCode.Conflict, present.Id!, await TryRegisterAsync(AssetType.Video, Refusing("/a.mp4", "media-1")));
    }

    [Fact]
    public async Task Of_many_at_once_for_one_free_name_one_is_let_in_and_nothing_is_superseded()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            TryRegisterAsync(AssetType.Video, Refusing("/a.mp4", $"media-{i}"))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await ListAsync(AssetType.Video, "space=robotics&allVersions=true"));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task One_that_refuses_never_supersedes_what_others_write_at_the_same_time()
    {
        foreach (var round in Enumerable.Range(0, 10))
        {
            var name = $"/{round}.mp4";
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TryRegisterAsync(
                AssetType.Video, i % 2 == 0 ? Refusing(name, $"refusing-{i}") : RequestFor(AssetType.Video, name, $"other-{i}"))));
            foreach (var answer in answers) answer.Dispose();

            // At most one of those that refuse came first, while the name was free; the last word is another's.
            var versions = await ListAsync(AssetType.Video, $"space=robotics&allVersions=true&prefix={name}");
            Assert.InRange(versions.Count(asset => asset.BssId.StartsWith("refusing", StringComparison.Ordinal)), 0, 1);
            Assert.StartsWith("other", Assert.Single(versions, asset => asset.SupersededAt is null).BssId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Any_other_word_for_what_to_do_is_refused() => await IsProblemAsync(
        HttpStatusCode.UnprocessableEntity, "'ifExists'",
        await TryRegisterAsync(AssetType.Video, Refusing("/a.mp4", "media-1") with { IfExists = "ask" }));

    private static RegisterAssetRequest Refusing(string name, string bssId, AssetType? type = null) =>
        RequestFor(type ?? AssetType.Video, name, bssId) with { IfExists = RegisterAssetRequest.Refuse };
}
