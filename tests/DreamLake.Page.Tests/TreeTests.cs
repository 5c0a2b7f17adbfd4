using System.Globalization;
using System.Net;
using System.Text;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Page.Tests;

/// <summary>The tree, the search and an asset, as they are rendered.</summary>
public abstract class TreeTests(string? postgres) : PageTest(postgres)
{
    private const string Hostile = "/camera/<img src=x onerror=alert(1)>.mp4";

    [Fact]
    public async Task The_tree_leads_from_the_namespaces_down_to_the_assets_with_what_they_hold()
    {
        foreach (var (name, id, size) in new[] { ("/camera/front/a.mp4", "v1", 2048), ("/camera/left/b.mp4", "v2", 1024) })
            await RegisterAsync(AssetType.Video, RequestFor(AssetType.Video, name, id, change: r => r with { Size = size }));
        await RegisterAsync(AssetType.LabelTrack, "/labels.jsonl", "l1");
        await RegisterAsync(AssetType.Audio, "/wav/notes.wav", "s1", episode: "runs/2026/one");
        await RegisterAsync(AssetType.Audio, "/of-the-space.wav", "s2", episode: null);
        var cookie = await SignInAsync(TokenOf("alice"));

        var home = await ReadPageAsync("/", cookie);
        Assert.Contains("href=\"/tree/alice\"", home, StringComparison.Ordinal);
        Assert.Contains("2 video, 2 audio, 1 labels", home, StringComparison.Ordinal);
        Assert.Contains("3.0 KiB", home, StringComparison.Ordinal);
        Assert.Contains("href=\"/tree/alice/robotics\"", await ReadPageAsync("/tree/alice", cookie), StringComparison.Ordinal);
        var space = await ReadPageAsync("/tree/alice/robotics", cookie);
        Assert.Contains("href=\"/tree/alice/robotics/runs/2026/one\"", space, StringComparison.Ordinal);
        Assert.Contains("of-the-space.wav", space, StringComparison.Ordinal);
        var episode = await ReadPageAsync("/tree/alice/robotics/run-042", cookie);
        Assert.Contains("href=\"/tree/alice/robotics/run-042?folder=camera\"", episode, StringComparison.Ordinal);
        Assert.Contains("labels.jsonl", episode, StringComparison.Ordinal);
        Assert.DoesNotContain("a.mp4", episode, StringComparison.Ordinal);
        var folder = await ReadPageAsync("/tree/alice/robotics/run-042?folder=camera/front", cookie);
        Assert.Contains("a.mp4", folder, StringComparison.Ordinal);
        Assert.DoesNotContain("b.mp4", folder, StringComparison.Ordinal);
        var other = await ReadPageAsync("/tree/alice/robotics/runs/2026/one?folder=wav", cookie);
        Assert.Contains("notes.wav", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_of_all_that_a_token_opens_come_first_page_by_page()
    {
        const int Rows = 51;
        for (var row = 0; row < Rows; row++)
        {
            await RegisterAsync(AssetType.Video, RequestFor(
                AssetType.Video, $"/clip-{row:00}.mp4", $"v{row}", change: r => r with { Space = $"space-{row % 3}" }));
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        await RegisterAsync(AssetType.Video, RequestFor(
            AssetType.Video, "/clip-99.mp4", "v99", change: r => r with { Namespace = "mallory" }), TokenOf("mallory"));
        string[] Names(string html) => [.. html.Split("/clip-").Skip(1).Select(rest => rest[..2])];
        var cookie = await SignInAsync(TokenOf("alice"));
        var newestFirst = Enumerable.Range(0, Rows).Reverse().Select(row => $"{row:00}").ToList();
        Assert.Equal(newestFirst.Take(50), Names(await ReadPageAsync("/", cookie)));
        Assert.Equal(newestFirst.Take(50), Names(await ReadPageAsync("/search", cookie)));
        Assert.Equal(newestFirst.Skip(50), Names(await ReadPageAsync("/search?page=2", cookie)));
        var (one, _) = await Server.Tokens.CreateAsync(
            new TokenGrant("alice", TokenRole.Read, "space-1"), TimeSpan.FromDays(1), Cancellation);
        Assert.Equal(
            newestFirst.Where(row => int.Parse(row, CultureInfo.InvariantCulture) % 3 == 1),
            Names(await ReadPageAsync("/", await SignInAsync(one))));
        Assert.Empty(Names(await ReadPageAsync("/", await SignInAsync(TokenOf("nobody")))));
    }

    [Fact]
    public async Task The_search_finds_by_a_part_of_the_name_the_type_and_the_status()
    {
        await RegisterAsync(AssetType.Video, "/camera/Front_100%.mp4", "v1");
        await RegisterAsync(AssetType.Video, "/camera/other.mp4", "v2");
        await RegisterAsync(AssetType.Audio, "/front.wav", "s1");
        Bss.Tell("v2", AssetStatus.Failed, "ffmpeg found no picture");
        var cookie = await SignInAsync(TokenOf("alice"));
        async Task AssertFoundAsync(string query, params string[] names)
        {
            var html = await ReadPageAsync("/search?" + query, cookie);
            foreach (var name in new[] { "Front_100%.mp4", "other.mp4", "front.wav" })
                Assert.True(html.Contains(name, StringComparison.Ordinal) == names.Contains(name), $"{query}: {name}");
        }

        await AssertFoundAsync("q=front", "Front_100%.mp4", "front.wav");
        await AssertFoundAsync("q=_100%25", "Front_100%.mp4");
        await AssertFoundAsync("q=%25", "Front_100%.mp4");
        await AssertFoundAsync("type=audio", "front.wav");
        // It failed after it was registered, and nobody has looked since.
        await AssertFoundAsync("status=failed", "other.mp4");
        Assert.Contains("ffmpeg found no picture", await ReadPageAsync("/search?status=failed", cookie), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_is_called_is_text()
    {
        var asset = await RegisterAsync(AssetType.Video, Hostile, "v1");
        var cookie = await SignInAsync(TokenOf("alice"));
        foreach (var address in new[]
        {
            "/", "/search?q=onerror", "/tree/alice/robotics/run-042?folder=camera", $"/asset/{asset.Id}",
            "/search?q=%22%3E%3Cimg%20src%3Dx",
        })
        {
            var html = await ReadPageAsync(address, cookie);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
            Assert.Contains("&lt;img src=x", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_foreign_token_sees_nothing()
    {
        var asset = await RegisterAsync(AssetType.Video, "/secret-name.mp4", "v1");
        var (other, _) = await Server.Tokens.CreateAsync(
            new TokenGrant("alice", TokenRole.Read, "another-space"), TimeSpan.FromDays(1), Cancellation);
        foreach (var token in new[] { TokenOf("mallory"), other })
        {
            var cookie = await SignInAsync(token);
            foreach (var address in new[] { "/", "/search", "/search?q=secret" })
                Assert.DoesNotContain("secret-name", await ReadPageAsync(address, cookie), StringComparison.Ordinal);
            foreach (var address in new[]
            {
                $"/asset/{asset.Id}", $"/asset/{asset.Id}/download", "/tree/alice/robotics", "/tree/alice/robotics/run-042",
                "/episode/alice/robotics/run-042", $"/page/entries/{asset.Id}", $"/page/metadata/{asset.Id}",
            })
            {
                using var answer = await OpenAsync(address, cookie);
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
                Assert.DoesNotContain(
                    "secret-name", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task An_asset_tells_its_facts_its_proof_and_how_to_fetch_it()
    {
        var sha256 = new string('a', 64);
        await RegisterAsync(AssetType.Video, "/camera/it's.mp4", "v0");
        var asset = await RegisterAsync(AssetType.Video, RequestFor(
            AssetType.Video, "/camera/it's.mp4", "v1", change: r => r with { Size = 1_234_567, Sha256 = sha256 }));
        var cookie = await SignInAsync(TokenOf("alice"));
        Assert.Contains("As the uploading client told it", await ReadPageAsync($"/asset/{asset.Id}", cookie), StringComparison.Ordinal);
        Bss.Statuses["v1"] = new MediaStatus("v1", AssetStatus.Ready, null, ["5eed"], new VerifiedContent(sha256, Time.GetUtcNow()))
        {
            Metadata = new AssetMetadata { DurationSec = 12.5, Width = 640, Height = 480 },
        };
        var html = WebUtility.HtmlDecode(await ReadPageAsync($"/asset/{asset.Id}", cookie));
        foreach (var part in new[]
        {
            "1.2 MiB (1,234,567 bytes)", sha256, "Verified: the lake read its copy back on 2026-03-01 12:00 UTC", "12.5 s", "640 × 480",
            $"Receive-DreamLakeFile -Id {asset.Id} -Destination .",
            @"dreamlake download '/camera/it'\''s.mp4' --episode 'alice@robotics:run-042' --type video --destination .",
            "Versions", "former",
        })
            Assert.Contains(part, html, StringComparison.Ordinal);

        using var download = await OpenAsync($"/asset/{asset.Id}/download", cookie);
        Assert.Equal("https://pool.example/video/v1?as=it's.mp4", WebUtility.UrlDecode(download.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task A_hundred_thousand_assets_make_a_short_page()
    {
        await RegisterAsync(AssetType.Video, "/first.mp4", "v1");
        await AddManyAsync(TestSizeOfList);
        var cookie = await SignInAsync(TokenOf(FakeBss.WholeLake, wholeLake: true));
        foreach (var address in new[] { "/", "/search", "/search?q=run00", "/tree/alice/robotics/run-042" })
        {
            var html = await ReadPageAsync(address, cookie);
            Assert.InRange(Encoding.UTF8.GetByteCount(html), 1, 150 * 1024);
        }

        var second = await ReadPageAsync("/search?page=2", cookie);
        Assert.Contains("rel=\"prev\"", second, StringComparison.Ordinal);
        Assert.Contains("rel=\"next\"", second, StringComparison.Ordinal);
    }

    // All of a hundred thousand take a quarter of a minute to write; a few thousand make as short a page.
    private static int TestSizeOfList => Testing.TestSize.IsFull ? 100_000 : 2_000;
}

/// <summary>On SQLite.</summary>
public sealed class TreeOnSqliteTests() : TreeTests(postgres: null);

/// <summary>On PostgreSQL.</summary>
public sealed class TreeOnPostgresTests(PostgresFixture postgres)
    : TreeTests(postgres.Engine.ConnectionString), IClassFixture<PostgresFixture>;
