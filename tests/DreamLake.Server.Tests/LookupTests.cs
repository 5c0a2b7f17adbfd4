using System.Net;
using System.Net.Http.Json;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Server.Tests;

/// <summary>What a batch asks before it sends: which of its names are taken, and by what content.</summary>
public abstract class LookupTests(string? postgres) : LakeTest(postgres)
{
    private static readonly string Sha256 = new('a', 64);

    [Fact]
    public async Task Each_name_is_answered_in_the_order_asked_with_what_is_there_or_nothing()
    {
        var video = await RegisterAsync(AssetType.Video, RequestFor(AssetType.Video, "/front/a.mp4", "media-1",
            change: request => request with { Sha256 = Sha256, Size = 7 }));
        var labels = await RegisterAsync(AssetType.LabelTrack, "/front/a.mp4", "media-2");
        Bss.Tell("media-1", AssetStatus.Ready);

        var found = await LookUpAsync(
            ("label-track", "/front/a.mp4"), ("video", "/front/b.mp4"), ("Video", "front/a.mp4"), ("audio", "/front/a.mp4"));

        Assert.Equal([labels.Id, null, video.Id, null], found.Select(asset => asset.Id));
        Assert.Equal(["/front/a.mp4", "/front/b.mp4", "front/a.mp4", "/front/a.mp4"], found.Select(asset => asset.Name));
        Assert.Equal((Sha256, 7L, AssetStatus.Ready), (found[2].Sha256!, found[2].Size!.Value, found[2].Status!));
    }

    [Fact]
    public async Task It_tells_of_the_place_alone_and_of_the_current_version_alone()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        var current = await RegisterAsync(AssetType.Video, "/a.mp4", "media-2");
        var ofSpace = await RegisterAsync(AssetType.Video, "/a.mp4", "media-3", episode: null);

        Assert.Equal(current.Id, Assert.Single(await LookUpAsync(("video", "/a.mp4"))).Id);
        Assert.Equal(ofSpace.Id, Assert.Single(await LookUpAsync(Question("alice", "robotics", null, ("video", "/a.mp4")))).Id);
    }

    [Theory]
    [InlineData("nowhere", "run-042"), InlineData("robotics", "another")]
    public async Task A_place_that_is_not_there_holds_nothing_and_is_no_error(string space, string episode)
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");

        Assert.Null(Assert.Single(await LookUpAsync(Question("alice", space, episode, ("video", "/a.mp4")))).Id);
    }

    [Fact]
    public async Task What_the_lake_has_rejected_is_told_at_once_and_what_cannot_be_told_is_left_out()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Tell("media-1", AssetStatus.Rejected, "other bytes");
        Assert.Equal(AssetStatus.Rejected, Assert.Single(await LookUpAsync(("video", "/a.mp4"))).Status);

        await Bss.StopAsync();
        var found = Assert.Single(await LookUpAsync(("video", "/a.mp4")));
        Assert.NotNull(found.Id);
        Assert.Null(found.Status);
    }

    [Fact]
    public async Task The_proof_of_its_bytes_is_told_where_it_is_fresh()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Assert.Null(Assert.Single(await LookUpAsync(("video", "/a.mp4"))).Verified);
        var proof = new VerifiedContent(Sha256, new DateTimeOffset(2026, 3, 1, 12, 0, 1, TimeSpan.Zero), VerifiedContent.SixteenDigits);
        Bss.Statuses["media-1"] = new MediaStatus("media-1", AssetStatus.Stored, null, [], proof);

        var found = Assert.Single(await LookUpAsync(("video", "/a.mp4")));
        Assert.Equal((proof, Sha256), (found.Verified, found.Sha256));

        await Bss.StopAsync();
        Assert.Null(Assert.Single(await LookUpAsync(("video", "/a.mp4"))).Verified);
    }

    [Fact]
    public async Task A_thousand_names_are_answered_and_more_are_a_bad_request()
    {
        foreach (var i in Enumerable.Range(0, 3)) await RegisterAsync(AssetType.Video, $"/{i}.mp4", $"media-{i}");
        var names = Enumerable.Range(0, 1000).Select(i => ((string?)"video", (string?)$"/{i}.mp4")).ToArray();

        Assert.Equal(3, (await LookUpAsync(names)).Count(asset => asset.Id is not null));
        await IsProblemAsync(HttpStatusCode.BadRequest, "at most 1000", await PostAsync(
            "/assets/lookup", Json(Question("alice", "robotics", "run-042", [.. names, ("video", "/1000.mp4")]))));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        await IsProblemAsync(HttpStatusCode.UnprocessableEntity, "no type", await TryAsync(("film", "/a.mp4")));
        await IsProblemAsync(HttpStatusCode.BadRequest, "'type'", await TryAsync((null, "/a.mp4")));
        await IsProblemAsync(HttpStatusCode.BadRequest, "'name'", await TryAsync(("video", null)));
        await IsProblemAsync(HttpStatusCode.BadRequest, "'names'", await PostAsync(
            "/assets/lookup", Json(new LookupRequest("alice", "robotics", null, null))));
        await IsProblemAsync(HttpStatusCode.Forbidden, "may not use", await PostAsync(
            "/assets/lookup", Json(Question("alice", "robotics", null, ("video", "/a.mp4"))), TokenOf("bob")));
        await IsProblemAsync(HttpStatusCode.Unauthorized, "DREAMLAKE_API_KEY", await SendAsync(
            HttpMethod.Post, "/assets/lookup", Json(Question("alice", "robotics", null)), token: null));
    }

    private static LookupRequest Question(string @namespace, string space, string? episode, params (string? Type, string? Name)[] names) =>
        new(@namespace, space, episode, [.. names.Select(name => new AssetToFind(name.Type, name.Name))]);

    private static JsonContent Json(LookupRequest question) => JsonContent.Create(question, ProtocolJson.Default.LookupRequest);

    private Task<HttpResponseMessage> TryAsync(params (string? Type, string? Name)[] names) =>
        PostAsync("/assets/lookup", Json(Question("alice", "robotics", "run-042", names)));

    private Task<IReadOnlyList<FoundAsset>> LookUpAsync(params (string? Type, string? Name)[] names) =>
        LookUpAsync(Question("alice", "robotics", "run-042", names));

    private async Task<IReadOnlyList<FoundAsset>> LookUpAsync(LookupRequest question)
    {
        using var answer = await PostAsync("/assets/lookup", Json(question));
        return (await ReadAsync<LookupResponse>(answer)).Items!;
    }
}

/// <summary>On SQLite.</summary>
public sealed class LookupOnSqliteTests() : LookupTests(postgres: null);

/// <summary>On PostgreSQL.</summary>
public sealed class LookupOnPostgresTests(PostgresFixture postgres)
    : LookupTests(postgres.Engine.ConnectionString), IClassFixture<PostgresFixture>;
