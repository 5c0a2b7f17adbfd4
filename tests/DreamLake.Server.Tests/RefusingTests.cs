using System.Net;
using System.Text;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Server.Tests;

public sealed class RefusingTests : LakeTest
{
    private static readonly RegisterAssetRequest Good = RequestFor(AssetType.Video, "/run01.mp4", "media-1");

    [Fact]
    public async Task Without_a_token_every_route_is_closed()
    {
        foreach (var (method, address) in new[]
        {
            (HttpMethod.Post, "/assets/video"), (HttpMethod.Get, "/assets/video?space=robotics"), (HttpMethod.Get, "/assets/video/1"),
            (HttpMethod.Get, "/assets/video/download?space=robotics&path=/a"), (HttpMethod.Get, "/nowhere"),
        })
        {
            await IsProblemAsync(HttpStatusCode.Unauthorized, "DREAMLAKE_API_KEY", await SendAsync(method, address, null, token: null));
            await IsProblemAsync(HttpStatusCode.Unauthorized, "DREAMLAKE_API_KEY", await SendAsync(method, address, null, "nonsense"));
        }
    }

    [Fact]
    public async Task Another_namespace_is_closed_and_nothing_is_made_there()
    {
        var made = await RegisterAsync(AssetType.Video, Good);
        var bob = TokenOf("bob");
        foreach (var answer in new[]
        {
            await TryRegisterAsync(AssetType.Video, Good with { Space = "new" }, bob),
            await GetAsync("/assets/video?namespace=alice&space=robotics", bob),
            await GetAsync("/assets/video?namespace=alice&space=unknown", bob),
            await GetAsync("/assets/video/download?namespace=alice&space=robotics&episode=run-042&path=/run01.mp4", bob),
            await GetAsync($"/assets/video/{made.Id}", bob),
        })
            await IsProblemAsync(HttpStatusCode.Forbidden, "'alice'", answer);

        await using var catalog = Database.Open();
        Assert.False(await catalog.Nodes.AnyAsync(node => node.Name == "new", Cancellation));
    }

    [Fact]
    public async Task The_lakes_owner_writes_and_reads_everywhere()
    {
        var root = TokenOf("root", wholeLake: true);
        var made = await RegisterAsync(AssetType.Video, Good, root);
        Assert.Equal(made.Id, Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics", root)).Id);
        using var answer = await GetAsync($"/assets/video/{made.Id}", root);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_missing_field_is_named()
    {
        foreach (var (request, field) in new (RegisterAssetRequest, string)[]
        {
            (Good with { Namespace = null }, "'namespace'"), (Good with { Namespace = "" }, "'namespace'"),
            (Good with { Space = null }, "'space'"), (Good with { Name = null }, "'name'"), (Good with { BssVideoId = null }, "'bssVideoId'"),
            (Good with { BssVideoId = null, BssAudioId = "media-1" }, "'bssVideoId'"),
        })
            await IsProblemAsync(HttpStatusCode.BadRequest, field, await TryRegisterAsync(AssetType.Video, request));
        foreach (var type in AssetType.All)
            await IsProblemAsync(HttpStatusCode.BadRequest, $"'{type.BssIdField}'", await TryRegisterAsync(type, Good.WithBssId(type, "")));
    }

    [Fact]
    public async Task A_field_that_cannot_be_right_is_named_and_nothing_is_made()
    {
        foreach (var (request, words) in new (RegisterAssetRequest, string)[]
        {
            (Good with { Space = "a/b" }, "the space 'a/b' holds '/'"),
            (Good with { Space = ".." }, "the space cannot be '..'"),
            (Good with { EpisodeName = "run//042" }, "empty level"),
            (Good with { EpisodeName = new string('a', 150) + string.Concat(Enumerable.Repeat("/" + new string('é', 150), 3)) }, "longer than 1024 bytes"),
            (Good with { Name = "/camera/../run01.mp4" }, "'..'"),
            (Good with { Name = "/camera/" }, "empty level"),
            (Good with { Name = "/a\tb" }, "control character"),
            (Good with { Name = string.Concat(Enumerable.Repeat("/" + new string('a', 200), 6)) }, "longer than 1024 bytes"),
            (Good with { BssVideoId = ".." }, "the bssVideoId cannot be '..'"),
            (Good with { BssVideoId = "a/stream/b" }, "holds '/'"),
            (Good with { Size = -1 }, "'size'"),
            (Good with { Sha256 = "abc" }, "'sha256'"),
            (Good with { Hash = "../../x" }, "'hash'"),
            (Good with { Fps = 0 }, "'fps'"),
            (Good with { Format = "doc" }, "'format'"),
            (Good with { Lens = new string('l', 201) }, "'lens'"),
            (Good with { ContentType = new string('c', 201) }, "'contentType'"),
        })
            await IsProblemAsync(HttpStatusCode.UnprocessableEntity, words, await TryRegisterAsync(AssetType.Video, request));

        await using var catalog = Database.Open();
        Assert.Equal(0, await catalog.Nodes.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("1e999"), InlineData("-1e999"), InlineData("-0.0")]
    public async Task A_frame_rate_that_is_no_number_above_0_is_refused(string fps)
    {
        // Such a number reads as an infinity, which no listing could write.
        using var content = new StringContent(
            $$"""{"namespace":"alice","space":"robotics","name":"/a.mp4","bssVideoId":"1","fps":{{fps}}}""", Encoding.UTF8, "application/json");
        await IsProblemAsync(HttpStatusCode.UnprocessableEntity, "'fps'", await PostAsync("/assets/video", content));
    }

    [Theory]
    [InlineData(""), InlineData("null"), InlineData("{"), InlineData("[]"), InlineData("{\"name\": 3}"), InlineData("{\"name\": \"\\ud800\"}")]
    public async Task A_body_that_is_no_request_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await IsProblemAsync(HttpStatusCode.BadRequest, "", await PostAsync("/assets/video", content));
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        using var content = new StringContent("name=a", Encoding.UTF8, "text/plain");
        await IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "", await PostAsync("/assets/video", content));
    }

    [Fact]
    public async Task Fields_that_it_does_not_know_are_ignored()
    {
        using var content = new StringContent(
            """{"namespace":"alice","space":"robotics","episodeName":null,"name":"/a.mp4","bssVideoId":"1","shutter":{"open":true}}""", Encoding.UTF8, "application/json");
        using var answer = await PostAsync("/assets/video", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_type_and_an_unknown_method_are_problems()
    {
        await IsProblemAsync(HttpStatusCode.NotFound, "no such address", await GetAsync("/assets/hologram?space=robotics"));
        await IsProblemAsync(HttpStatusCode.MethodNotAllowed, "method", await SendAsync(HttpMethod.Delete, "/assets/video", null, TokenOf("alice")));
    }

    [Fact]
    public async Task Reading_names_what_is_missing_or_unknown()
    {
        var made = await RegisterAsync(AssetType.Video, Good);
        foreach (var (query, status, words) in new[]
        {
            ("/assets/video?namespace=alice", HttpStatusCode.BadRequest, "'space'"),
            ("/assets/video?namespace=alice&space=a%2Fb", HttpStatusCode.UnprocessableEntity, "'a/b'"),
            ("/assets/video?namespace=alice&space=driving", HttpStatusCode.NotFound, "no space 'driving'"),
            ("/assets/video?namespace=alice&space=robotics&episode=run-043", HttpStatusCode.NotFound, "no episode 'run-043'"),
            ("/assets/video/download?namespace=alice&space=robotics", HttpStatusCode.BadRequest, "'path'"),
            ("/assets/video/download?namespace=alice&space=robotics&path=/a//b", HttpStatusCode.UnprocessableEntity, "empty level"),
            ("/assets/video/download?namespace=alice&space=robotics&path=/run01.mp4", HttpStatusCode.NotFound, "no video asset /run01.mp4 in alice@robotics"),
            ("/assets/video/download?namespace=alice&space=robotics&episode=run-042&path=/x.mp4", HttpStatusCode.NotFound, "/x.mp4 in alice@robotics:run-042"),
            ("/assets/video/unknown", HttpStatusCode.NotFound, "'unknown'"),
            ($"/assets/audio/{made.Id}", HttpStatusCode.NotFound, made.Id!),
        })
            await IsProblemAsync(status, words, await GetAsync(query));
    }
}
