using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Microsoft.Data.Sqlite;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A lake that version 0.1 wrote (tests/Lake-0.1) is opened by this one, and all of it is found.</summary>
public sealed class LakeOfVersion01Tests : IDisposable
{
    private const string Place = "namespace=alice&space=robotics&episode=run-042";
    private const string OpenUpload = "9b84da4961a6c63f07ba98e1b760b74b";
    private readonly Machine _machine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_assets_are_listed_and_read_byte_for_byte()
    {
        await using var lake = await OpenAsync();
        await AssertAssetAsync(lake, "label-track", "/kept/a.jsonl", "698e2c2c915a9a0bcdf263fac398fc6dc7e1c8caf7946169b37e5078a89bbcc9");
        await AssertAssetAsync(lake, "text-track", "/kept/captions.srt", "470914495b3df25c");
        var video = await AssertAssetAsync(
            lake,
            "video",
            "/kept/tiny.mp4",
            "001f8ed64859e7dbe00730ba4eb0efeb019971560c220fa0839e908cb8c2979b");

        var playlist = await lake.Http.GetStringAsync(OnLake(lake, video["playlistUrl"]!.ToString()), Cancellation);
        var segment = playlist.Split('\n').Single(line => line.Length > 0 && line[0] != '#');
        Assert.StartsWith(
            "G",
            await lake.Http.GetStringAsync(new Uri(OnLake(lake, video["playlistUrl"]!.ToString()), segment), Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_contents_are_proven_in_the_background_and_keep_their_status()
    {
        await using var lake = await OpenAsync();
        foreach (var (type, prefix) in new[] { ("label-track", "labels"), ("text-track", "text-tracks"), ("video", "videos") })
        {
            var bssId = Assert.Single((await lake.GetAsync($"/assets/{type}?{Place}")).AsArray())!["bssId"]!.ToString();
            while (true)
            {
                var address = new Uri(lake.Bss, $"/{prefix}/status?ids={bssId}");
                var statuses = await lake.Http.GetFromJsonAsync<JsonArray>(address, Cancellation);
                var status = Assert.Single(statuses!)!;
                Assert.Equal("ready", status["status"]!.ToString());
                if (status["verified"] is { } verified)
                {
                    Assert.Equal(64, verified["sha256"]!.ToString().Length);
                    break;
                }

                await Task.Delay(50, Cancellation);
            }
        }
    }

    [Fact]
    public async Task What_was_completed_is_registered_and_what_was_open_goes_on()
    {
        await using var lake = await OpenAsync();
        await RegisterAsync(lake, "/completed.jsonl", "{\"completed\":\"not registered\"}\n");

        var key = "alice/robotics/staging/6e749bc5648749cd";
        var done = await lake.Http.GetFromJsonAsync<JsonObject>(
            new Uri(lake.Bss, $"/labels/upload/multipart/parts-done?uploadId={OpenUpload}&key={key}"), Cancellation);
        Assert.False((bool)done!["expired"]!);
        var parts = done["parts"]!.AsArray()
            .Select(part => new { partNumber = (int)part!["partNumber"]!, etag = part["etag"]!.ToString() });
        using var completed = await lake.Http.PostAsJsonAsync(
            new Uri(lake.Bss, "/labels/upload/multipart/complete"), new { uploadId = OpenUpload, key, parts }, Cancellation);
        Assert.True(completed.IsSuccessStatusCode, await completed.Content.ReadAsStringAsync(Cancellation));
        await RegisterAsync(lake, "/open.jsonl", "{\"open\":\"part one was sent\"}\n");
    }

    [Fact]
    public async Task A_registered_content_is_found_again_and_not_stored_twice()
    {
        await using var lake = await OpenAsync();
        var file = Path.Combine(_machine.Home, "a.jsonl");
        await File.WriteAllTextAsync(file, "{\"id\":\"3ad3724e365c26c2\"}\n", Cancellation);
        string[] upload = ["upload", file, "--episode", "alice@robotics:run-042", "--to", "/kept", "--json"];
        var report = (await lake.Use(_machine).RunAsync(upload)).Ended(0).Json;
        Assert.Equal(
            ("alreadyStored", "01a21163833474fbad4658ff36657d81"), (report["outcome"]!.ToString(), report["assetId"]!.ToString()));
        report = (await _machine.RunAsync([.. upload, "--force"])).Ended(0).Json;
        Assert.Equal(("stored", "01a211637a9a70bba9196f8ac150d68f", "01a21163833474fbad4658ff36657d81"),
            (report["outcome"]!.ToString(), report["bssId"]!.ToString(), report["assetId"]!.ToString()));
    }

    [Theory]
    [InlineData("bss", "BSS")]
    [InlineData("server", "DreamLake Server")]
    [InlineData("lambda", "the Lambda")]
    public async Task Tables_of_a_newer_version_are_refused_in_one_line(string database, string service)
    {
        await (await OpenAsync()).DisposeAsync();
        await using (var tables = new SqliteConnection(
            $"Data Source={Path.Combine(_machine.Home, ".dreamlake", "lake", database + ".db")};Pooling=false"))
        {
            await tables.OpenAsync(Cancellation);
            await using var newer = tables.CreateCommand();
            newer.CommandText = "UPDATE table_versions SET \"Version\" = 99 WHERE \"Service\" = $service";
            newer.Parameters.AddWithValue("$service", service);
            Assert.Equal(1, await newer.ExecuteNonQueryAsync(Cancellation));
        }

        var refused = (await _machine.RunAsync("serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0")).Ended(3);
        Assert.Contains(
            $"The tables of {service} are of version 99",
            Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private async Task<ServingLake> OpenAsync()
    {
        var folder = Path.Combine(_machine.Home, ".dreamlake", "lake");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Lake-0.1"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "Lake-0.1"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            // As recent as on the day it was written: what lies open for a week is swept.
            File.SetLastWriteTimeUtc(copy, TimeProvider.System.GetUtcNow().UtcDateTime);
        }

        return await ServingLake.StartAsync(_machine);
    }

    private static async Task<JsonNode> AssertAssetAsync(ServingLake lake, string type, string name, string sha256)
    {
        var asset = Assert.Single((await lake.GetAsync($"/assets/{type}?{Place}")).AsArray())!;
        Assert.Equal((name, "ready"), (asset["name"]!.ToString(), asset["status"]!.ToString()));
        Assert.StartsWith(
            sha256,
            Convert.ToHexStringLower(SHA256.HashData(await lake.DownloadAsync(type, Place, name))),
            StringComparison.Ordinal);
        return asset;
    }

    private static async Task RegisterAsync(ServingLake lake, string name, string text)
    {
        var stagingHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        using var registered = await lake.Http.PostAsJsonAsync(
            new Uri(
                lake.Bss,
                "/labels"), new { name, owner = "alice", project = "robotics", episodeId = "run-042", stagingHash }, Cancellation);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync(Cancellation));
        var id = (await registered.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!;
        var download = await lake.Http.GetFromJsonAsync<JsonObject>(new Uri(lake.Bss, $"/labels/{id}/download"), Cancellation);
        using var anonymous = new HttpClient();
        Assert.Equal(text, await anonymous.GetStringAsync(download!["url"]!.ToString(), Cancellation));
    }

    private static Uri OnLake(ServingLake lake, string address) => new(lake.Bss, new Uri(address).PathAndQuery);
}
