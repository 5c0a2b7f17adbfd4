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
            {
            // Whose it is is nobody's business.
            Assert.DoesNotContain("alice", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            await IsProblemAsync(HttpStatusCode.Forbidden, "may not use that namespace", answer);
        }

        await using var catalog = Database.Open();
        Assert.False(await catalog.Nodes.AnyAsync(node => node.Name == "new", Cancellation));
    }

    [Fact]
    public async Task The_lakes_owner_writes_and_reads_everywhere()
    {
        var root = TokenOf("root", wholeLake: true);
        Bss.Media[Good.BssVideoId!] = FakeBss.MediumOf("alice");
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
            (Good with { EpisodeName = new string('a', 150) + string.Concat(Enumerable.Repeat("/" + new string('é', 150), 3)) },
            "longer than 1024 bytes"),
            (Good with { Name = "/camera/../run01.mp4" }, "'..'"),
            (Good with { Name = "/camera/" }, "empty level"),
            (Good with { Name = "/a\u202Eb" }, "U+202E"),
            (Good with { Space = "a\u200Bb" }, "U+200B"),
            (Good with { EpisodeName = "run\u2066" }, "U+2066"),
            (Good with { Name = string.Concat(Enumerable.Repeat("/" + new string('a', 200), 6)) }, "longer than 1024 bytes"),
            (Good with { BssVideoId = ".." }, "the bssVideoId cannot be '..'"),
            (Good with { BssVideoId = "a/stream/b" }, "holds '/'"),
            (Good with { Size = -1 }, "'size'"),
            (Good with { Sha256 = new string('a', 64), Hash = new string('b', 16) }, "'hash'"),
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
    [InlineData("abc", null)]
    [InlineData("0123456789abcdef", null)]
    [InlineData(null, "../../x")]
    [InlineData(null, "abcdef01")]
    [InlineData(null, "0123456789ABCDEF")]
    [InlineData(null, "0123456789abcdef0")]
    public async Task A_hash_of_neither_16_nor_64_digits_is_malformed(string? sha256, string? hash) => await IsProblemAsync(
        HttpStatusCode.BadRequest, sha256 is null ? "'hash'" : "'sha256'",
        await TryRegisterAsync(AssetType.Video, Good with { Sha256 = sha256, Hash = hash }));

    [Fact]
    public async Task A_control_character_in_any_field_is_a_bad_request()
    {
        foreach (var request in new[]
        {
            Good with { Namespace = "al\nice" }, Good with { Space = "rob\0otics" }, Good with { EpisodeName = "run\u0085" }, Good with { Name = "/a\tb" },
            Good with { BssVideoId = "1\r" }, Good with { Lens = "24\u0007mm" }, Good with { ContentType = "video/mp4\r\nx: y" }, Good with { Format = "s\u001brt" },
        })
            await IsProblemAsync(HttpStatusCode.BadRequest, "control character", await TryRegisterAsync(AssetType.Video, request));
        foreach (var query in new[] { "?space=a%00b", "?space=robotics&prefix=%0A", "?space=robotics&episode=%1B[31m", "/download?space=robotics&path=/a%0Db" })
            await IsProblemAsync(HttpStatusCode.BadRequest, "control character", await GetAsync("/assets/video" + query));
    }

    [Fact]
    public async Task A_body_is_read_up_to_1_MiB_whether_it_tells_its_length_or_not()
    {
        foreach (var isChunked in new[] { false, true })
        {
            foreach (var (size, status) in new[] { (900_000, HttpStatusCode.UnprocessableEntity),
                (2_000_000, HttpStatusCode.RequestEntityTooLarge), (20_000_000, HttpStatusCode.RequestEntityTooLarge) })
            {
                var body = Encoding.UTF8.GetBytes($$"""{"namespace":"alice","space":"robotics","bssVideoId":"1","name":"/{{new string('a', size)}}"}""");
                using HttpContent content = isChunked ? new StreamContent(new Unsized(body)) : new ByteArrayContent(body);
                content.Headers.ContentType = new("application/json");
                using var answer = await PostAsync("/assets/video", content);
                Assert.True((await answer.Content.ReadAsStringAsync(Cancellation)).Length < 1000);
                await IsProblemAsync(status, "", answer);
            }
        }
    }

    [Fact]
    public async Task An_error_repeats_no_more_than_a_hundred_characters()
    {
        var name = "/x/" + string.Concat(Enumerable.Repeat("yyyyyyyyyyyyyyyyyyyy/", 30)) + "/z";
        using var answer = await TryRegisterAsync(AssetType.Video, Good with { Name = name });
        var detail = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(name[..99], detail, StringComparison.Ordinal);
        Assert.DoesNotContain(name[..101], detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files"), InlineData("/files/upload/init"), InlineData("/nodes"), InlineData("/nodes/7/children"), InlineData("/auth/me")]
    public async Task An_address_of_another_lake_says_what_this_one_speaks(string address)
    {
        foreach (var token in new[] { null, TokenOf("alice") })
        {
            await IsProblemAsync(
                HttpStatusCode.NotFound, "DreamLake upload protocol", await SendAsync(HttpMethod.Get, address, null, token));
            await IsProblemAsync(HttpStatusCode.NotFound, "/assets/label-track", await SendAsync(HttpMethod.Post, address, null, token));
        }
    }

    [Fact]
    public async Task An_address_written_the_other_way_round_is_told_so()
    {
        var swapped = Good with { Namespace = "robotics", Space = "alice" };
        await IsProblemAsync(HttpStatusCode.Forbidden, "write alice@robotics", await TryRegisterAsync(AssetType.Video, swapped));
        await IsProblemAsync(HttpStatusCode.Forbidden, "write alice@robotics", await GetAsync("/assets/video?namespace=robotics&space=alice"));
    }

    [Fact]
    public async Task Tables_that_another_holds_are_busy_and_not_a_fault()
    {
        if (Database.IsPostgres) Assert.Skip("SQLite alone lets one writer in at a time.");
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection(Database.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Cancellation);

        var answer = await TryRegisterAsync(AssetType.Video, Good);
        Assert.NotNull(answer.Headers.RetryAfter);
        await IsProblemAsync(HttpStatusCode.ServiceUnavailable, "busy", answer);
    }

    /// <summary>A body that is sent in chunks, because it does not tell its length.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
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
