using System.Net;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary>
/// DreamLake Server asks BSS and signs for BSS: whoever registers another's medium must not be read it by way of that.
/// </summary>
public sealed class DeputyTests : LakeTest
{
    [Theory]
    [InlineData("video"), InlineData("audio"), InlineData("label-track"), InlineData("text-track")]
    public async Task Anothers_medium_is_refused_and_leaves_nothing(string word)
    {
        Assert.True(AssetType.TryFromWord(word, out var type));
        Bss.Media["of-alice"] = FakeBss.MediumOf("alice");
        await IsProblemAsync(HttpStatusCode.Forbidden, "namespace", await TryRegisterAsync(type, OfBob(type, "of-alice"), TokenOf("bob")));
        // The lake's owner may read both, and still the asset would be bob's.
        var owner = TokenOf(FakeBss.WholeLake, wholeLake: true);
        await IsProblemAsync(HttpStatusCode.Forbidden, "another namespace", await TryRegisterAsync(type, OfBob(type, "of-alice"), owner));

        await using var catalog = Database.Open();
        Assert.Empty(catalog.Assets);
        Assert.Empty(catalog.Nodes);
    }

    [Fact]
    public async Task A_403_names_no_owner()
    {
        Bss.Media["of-alice"] = FakeBss.MediumOf("alice");
        var owner = TokenOf(FakeBss.WholeLake, wholeLake: true);
        using var refused = await TryRegisterAsync(AssetType.Video, OfBob(AssetType.Video, "of-alice"), owner);
        Assert.DoesNotContain("alice", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BSS_is_asked_under_the_id_of_the_request()
    {
        using var answer = await TryRegisterAsync(AssetType.Video, RequestFor(AssetType.Video, "/a.mp4", "media-1"));
        Assert.Equal(Assert.Single(answer.Headers.GetValues("X-Request-Id")), Assert.Single(Bss.RequestIds));
    }

    [Fact]
    public async Task An_unknown_medium_is_422()
    {
        Bss.KnowsOnlyItsMedia = true;
        // The second is an address of BSS's own.
        foreach (var id in new[] { "made-up", "status" })
        {
            var madeUp = RequestFor(AssetType.Video, "/a.mp4", id);
            await IsProblemAsync(HttpStatusCode.UnprocessableEntity, "bssVideoId", await TryRegisterAsync(AssetType.Video, madeUp));
        }
    }

    [Fact]
    public async Task While_BSS_is_away_it_is_503_with_Retry_After_and_goes_on_afterwards()
    {
        Bss.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var request = RequestFor(AssetType.Video, "/a.mp4", "media-1");
        using var refused = await TryRegisterAsync(AssetType.Video, request);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        await IsProblemAsync(HttpStatusCode.ServiceUnavailable, "BSS", refused);

        Bss.Instead = null;
        await RegisterAsync(AssetType.Video, request);
        await Bss.StopAsync();
        await IsProblemAsync(HttpStatusCode.ServiceUnavailable, "could not be reached", await TryRegisterAsync(AssetType.Video, request));
    }

    [Fact]
    public async Task BSS_is_asked_with_the_callers_own_token()
    {
        await RegisterAsync(AssetType.Audio, "/a.wav", "media-1");
        Assert.Equal("/audio/media-1 as alice", Assert.Single(Bss.Lookups));
    }

    [Fact]
    public async Task Another_content_than_the_medium_has_is_422()
    {
        Bss.Media["media-1"] = FakeBss.MediumOf("alice") with { Sha256 = new string('a', 64) };
        var request = RequestFor(AssetType.Video, "/a.mp4", "media-1");
        var other = request with { Sha256 = new string('b', 64) };
        await IsProblemAsync(HttpStatusCode.UnprocessableEntity, "another content", await TryRegisterAsync(AssetType.Video, other));
        await RegisterAsync(AssetType.Video, request with { Sha256 = new string('a', 64) });
        await RegisterAsync(AssetType.Video, request);
    }

    [Fact]
    public async Task Questions_and_addresses_say_for_which_namespace_they_are()
    {
        await RegisterAsync(AssetType.Video, RequestFor(AssetType.Video, "/a.mp4", "media-1") with { Namespace = "bob" }, TokenOf("bob"));
        Bss.Tell("media-1", AssetStatus.Ready, null, "0123456789abcdef");
        var owner = TokenOf(FakeBss.WholeLake, wholeLake: true);
        var listed = Assert.Single(await ListAsync(AssetType.Video, "namespace=bob&space=robotics&episode=run-042", owner));
        Assert.Contains("?namespace=bob&", listed.PlaylistUrl, StringComparison.Ordinal);
        Assert.Contains("/videos/media-1/metadata?namespace=bob&", listed.MetadataUrl, StringComparison.Ordinal);
        using var one = await GetAsync($"/assets/video/{listed.Id}", owner);
        Assert.Contains("?namespace=bob&", (await ReadAsync<AssetListing>(one)).PlaylistUrl, StringComparison.Ordinal);
        using var download = await GetAsync("/assets/video/download?namespace=bob&space=robotics&episode=run-042&path=/a.mp4", owner);
        await ReadAsync<DownloadResponse>(download);
        Assert.All(Bss.Requests, request => Assert.Contains("namespace=bob", request, StringComparison.Ordinal));
        Assert.Equal(3, Bss.Requests.Count);
    }

    private static RegisterAssetRequest OfBob(AssetType type, string bssId) =>
        RequestFor(type, "/mine", bssId) with { Namespace = "bob", Space = "s" };
}
