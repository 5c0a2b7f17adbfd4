using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using DreamLake.Testing.Engines.Postgres;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Server.Tests;

public abstract class StatusTests(string? postgres) : LakeTest(postgres)
{
    [Fact]
    public async Task An_asset_that_BSS_does_not_know_is_stored()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Assert.Equal((AssetStatus.Stored, null, null), await StatusAsync());
    }

    [Fact]
    public async Task A_long_id_that_somebody_made_up_does_not_stop_the_statuses_of_others()
    {
        for (var i = 0; i < 99; i++) await RegisterAsync(AssetType.Video, $"/{i}.mp4", new string('ü', 190) + i);
        for (var i = 0; i < 99; i++) await RegisterAsync(AssetType.Video, $"/w{i}.mp4", new string('ü', 120) + i);
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Tell("media-1", AssetStatus.Processing);
        var listed = await ListAsync(AssetType.Video, "space=robotics");
        Assert.Equal(AssetStatus.Processing, listed.Single(asset => asset.Name == "/a.mp4").Status);
        Assert.All(Bss.Requests, request => Assert.InRange(request.Length, 1, 8000));
    }

    [Fact]
    public async Task A_status_follows_BSS_and_none_is_final()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Tell("media-1", AssetStatus.Processing, "It waits for ffmpeg.");
        Assert.Equal((AssetStatus.Processing, "It waits for ffmpeg.", null), await StatusAsync());
        Bss.Tell("media-1", AssetStatus.Failed, "No moov atom.");
        Assert.Equal((AssetStatus.Failed, "No moov atom.", null), await StatusAsync());
        Bss.Tell("media-1", AssetStatus.Processing);
        Assert.Equal((AssetStatus.Processing, null, null), await StatusAsync());

        Bss.Tell("media-1", AssetStatus.Ready, null, "0123456789abcdef");
        var (status, reason, playlist) = await StatusAsync();
        Assert.Equal((AssetStatus.Ready, null), (status, reason));
        var address = $"{Bss.Url}videos/media-1/stream/0123456789abcdef.m3u8?namespace=alice&expires=";
        Assert.StartsWith(address, playlist, StringComparison.Ordinal);

        Bss.Tell("media-1", AssetStatus.Damaged, "S3 does not have its bytes any more.");
        await RestartAsync();
        Assert.Equal((AssetStatus.Damaged, "S3 does not have its bytes any more.", null), await StatusAsync());
        await Bss.StopAsync();
        Assert.Equal((AssetStatus.Damaged, "S3 does not have its bytes any more.", null), await StatusAsync());
    }

    [Fact]
    public async Task The_proof_of_its_bytes_is_told_by_the_listing_and_of_one_asset_and_kept()
    {
        var id = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-1")).Id;
        var proof = new VerifiedContent(new string('a', 64), new DateTimeOffset(2026, 3, 1, 12, 0, 1, TimeSpan.Zero));
        Bss.Statuses["media-1"] = new MediaStatus("media-1", AssetStatus.Stored, null, [], proof);
        Assert.Equal(proof, Assert.Single(await ListAsync(AssetType.Video, "space=robotics")).Verified);

        Bss.Statuses["media-1"] = new MediaStatus("media-1", AssetStatus.Processing, null, [], proof with { Against = "hash" });
        Assert.Equal(proof with { Against = "hash" }, (await OneAsync(id)).Verified);
        await Bss.StopAsync();
        Assert.Equal(proof with { Against = "hash" }, (await OneAsync(id)).Verified);
        Assert.Equal(AssetStatus.Processing, (await OneAsync(id)).Status);
    }

    [Fact]
    public async Task What_was_cut_short_and_its_pictures_are_told_by_the_listing_and_kept()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Statuses["media-1"] = new MediaStatus("media-1", AssetStatus.Ready, null, ["0123456789abcdef"])
        {
            Incomplete = new(6, 10), Poster = "00112233445566aa", Storyboard = "00112233445566bb",
        };
        await AssertToldAsync();
        await Bss.StopAsync();
        await AssertToldAsync();

        async Task AssertToldAsync()
        {
            var asset = Assert.Single(await ListAsync(AssetType.Video, "space=robotics"));
            Assert.Equal(new Incomplete(6, 10), asset.Incomplete);
            var pictures = $"{Bss.Url}videos/media-1/pictures/";
            Assert.StartsWith($"{pictures}00112233445566aa.jpg?namespace=alice&expires=", asset.PosterUrl, StringComparison.Ordinal);
            Assert.StartsWith($"{pictures}00112233445566bb.vtt?namespace=alice&expires=", asset.StoryboardUrl, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_BSS_found_out_of_a_content_is_listed_and_kept()
    {
        var id = (await RegisterAsync(AssetType.Video, "/a.mp4", "media-1")).Id;
        Assert.Null((await OneAsync(id)).Metadata);
        var found = new AssetMetadata { DurationSec = 10.5, Width = 1920, Height = 1080, Fps = 29.97, SampleRate = 48_000 };
        Bss.Statuses["media-1"] = new MediaStatus("media-1", AssetStatus.Ready, null, ["0123456789abcdef"]) { Metadata = found };
        Assert.Equal(found, Assert.Single(await ListAsync(AssetType.Video, "space=robotics")).Metadata);
        await Bss.StopAsync();
        Assert.Equal(found, (await OneAsync(id)).Metadata);
    }

    [Fact]
    public async Task Rejected_has_its_reason_and_no_proof()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        var proof = new VerifiedContent(new string('a', 64), Time.GetUtcNow());
        Bss.Statuses["media-1"] = new MediaStatus("media-1", AssetStatus.Stored, null, [], proof);
        await StatusAsync();
        Bss.Tell("media-1", AssetStatus.Rejected, "Its bytes are others.");
        var listed = Assert.Single(await ListAsync(AssetType.Video, "space=robotics"));
        Assert.Equal((AssetStatus.Rejected, "Its bytes are others.", null), (listed.Status, listed.StatusReason, listed.Verified));
    }

    [Fact]
    public async Task A_word_that_is_not_known_here_is_passed_on()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Tell("media-1", "polishing", "It shines soon.");
        Assert.Equal(("polishing", "It shines soon.", null), await StatusAsync());
    }

    [Fact]
    public async Task A_player_follows_the_playlist_without_a_token_until_it_expires()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media 1#ü");
        Bss.Tell("media 1#ü", AssetStatus.Ready, null, "0123456789abcdef");
        var playlist = (await StatusAsync()).PlaylistUrl;
        using var http = new HttpClient();
        Assert.Equal("#EXTM3U", await http.GetStringAsync(playlist, Cancellation));
        Time.Advance(TimeSpan.FromHours(12));
        using var expired = await http.GetAsync(playlist, Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, expired.StatusCode);
        Assert.Equal("#EXTM3U", await http.GetStringAsync((await StatusAsync()).PlaylistUrl, Cancellation));
    }

    [Fact]
    public async Task Labels_are_ready_without_a_playlist()
    {
        await RegisterAsync(AssetType.LabelTrack, "/a.jsonl", "media-1");
        Bss.Tell("media-1", AssetStatus.Ready);
        var listed = Assert.Single(await ListAsync(AssetType.LabelTrack, "space=robotics"));
        Assert.Equal((AssetStatus.Ready, null), (listed.Status, listed.PlaylistUrl));
    }

    [Fact]
    public async Task The_streams_of_an_id_are_shown_to_nobody_that_BSS_does_not_tell_them()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Tell("media-1", AssetStatus.Ready, null, "stream");
        Assert.NotNull((await StatusAsync()).PlaylistUrl);

        await RegisterAsync(AssetType.Video, RequestFor(AssetType.Video, "/mine.mp4", "media-1") with { Namespace = "bob" },
            TokenOf("bob"));
        Bss.Statuses.Clear(); // BSS leaves out the media of others.
        var listed = Assert.Single(await ListAsync(AssetType.Video, "space=robotics", TokenOf("bob")));
        Assert.Equal((AssetStatus.Stored, null), (listed.Status, listed.PlaylistUrl));
    }

    [Fact]
    public async Task While_BSS_is_down_the_last_known_statuses_are_shown()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Tell("media-1", AssetStatus.Processing, "It waits for ffmpeg.");
        await StatusAsync();
        await Bss.StopAsync();
        Assert.Equal((AssetStatus.Processing, "It waits for ffmpeg.", null), await StatusAsync());
        await RestartAsync();
        Assert.Equal((AssetStatus.Processing, "It waits for ffmpeg.", null), await StatusAsync());
    }

    [Theory]
    [InlineData(500, "oops")]
    [InlineData(404, "{}")]
    [InlineData(401, "{}")]
    [InlineData(200, "<html>")]
    [InlineData(200, "null")]
    [InlineData(200, "[null]")]
    [InlineData(200, """[{"id":"media-1","status":"","streams":[]}]""")]
    [InlineData(200, """[{"id":"media-1","status":"a word that is longer than any word of a status may be","streams":[]}]""")]
    [InlineData(200, """[{"id":"media-1"}]""")]
    [InlineData(200, """[{"status":"ready"}]""")]
    public async Task An_answer_of_BSS_that_tells_nothing_changes_nothing(int code, string body)
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Instead = context =>
        {
            context.Response.StatusCode = code;
            return context.Response.WriteAsync(body, Cancellation);
        };
        Assert.Equal((AssetStatus.Stored, null, null), await StatusAsync());
    }

    [Fact]
    public async Task Ready_without_streams_is_ready_all_the_same()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        Bss.Instead = context => context.Response.WriteAsync("""[{"id":"media-1","status":"ready"}]""", Cancellation);
        Assert.Equal((AssetStatus.Ready, null, null), await StatusAsync());
    }

    private async Task<AssetListing> OneAsync(string? id)
    {
        using var answer = await GetAsync($"/assets/video/{id}");
        return await ReadAsync<AssetListing>(answer);
    }

    private protected async Task<(string Status, string? Reason, string? PlaylistUrl)> StatusAsync()
    {
        var asset = Assert.Single(await ListAsync(AssetType.Video, "namespace=alice&space=robotics"));
        return (asset.Status, asset.StatusReason, asset.PlaylistUrl);
    }
}

/// <summary>On SQLite.</summary>
public sealed class StatusOnSqliteTests() : StatusTests(postgres: null)
{
    [Fact]
    public async Task A_listing_does_not_fail_where_a_status_cannot_be_kept()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "media-1");
        await using (var catalog = Database.Open())
        {
            // The trigger that refuses to write is SQLite's.
            await catalog.Database.ExecuteSqlRawAsync(
                "CREATE TRIGGER full BEFORE UPDATE ON assets BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END", Cancellation);
        }

        Bss.Tell("media-1", AssetStatus.Failed, "No moov atom.");
        Assert.Equal((AssetStatus.Failed, "No moov atom.", null), await StatusAsync());
    }
}

/// <summary>On PostgreSQL.</summary>
public sealed class StatusOnPostgresTests(PostgresFixture postgres)
    : StatusTests(postgres.Engine.ConnectionString), IClassFixture<PostgresFixture>;
