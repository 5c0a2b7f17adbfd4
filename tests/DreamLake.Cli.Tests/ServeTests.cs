using System.Net;
using System.Security.Cryptography;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary><c>serve</c> in one process and <c>upload</c> in another: each type, end to end.</summary>
public sealed class ServeTests
{
    [Theory]
    [InlineData("run01.mp4", "video", null)]
    [InlineData("narration.flac", "audio", null)]
    [InlineData("labels.jsonl", "label-track", 48)]
    [InlineData("captions.srt", "text-track", 5)]
    [InlineData("captions.vtt", "text-track", 5)]
    public async Task Each_type_is_stored_byte_exact_and_listed(string sample, string type, int? entries)
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var report = (await lake.Use(machine).RunAsync(
            "upload",
            Machine.Sample(sample),
            "--episode",
            "alice@robotics:experiments/2026/run-042",
            "--to",
            "/a/b",
            "--json")).Ended(0).Json;
        Assert.Equal(
            ("stored", type, $"/a/b/{sample}", entries),
            (report["outcome"]!.ToString(), report["type"]!.ToString(), report["name"]!.ToString(), (int?)report["entryCount"]));

        const string Place = "namespace=alice&space=robotics&episode=experiments%2F2026%2Frun-042";
        var listed = Assert.Single((await lake.GetAsync($"/assets/{type}?{Place}&prefix=/a/")).AsArray())!;
        Assert.Equal((report["assetId"]!.ToString(), $"/a/b/{sample}"), (listed["id"]!.ToString(), listed["name"]!.ToString()));
        var bytes = await File.ReadAllBytesAsync(Machine.Sample(sample), TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await lake.DownloadAsync(type, Place, $"/a/b/{sample}")));

        var again = (await machine.RunAsync(
            "upload",
            Machine.Sample(sample),
            "--episode",
            "alice@robotics:experiments/2026/run-042",
            "--to",
            "/a/b",
            "--json")).Ended(0).Json;
        Assert.Equal(
            (report["assetId"]!.ToString(), "alreadyStored"), (again["assetId"]!.ToString(), again["outcome"]!.ToString()));
    }

    [Fact]
    public async Task Malformed_labels_are_refused_with_the_line_and_the_state_is_kept()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var path = Path.Combine(machine.Home, "bad.jsonl");
        await File.WriteAllTextAsync(path, "{\"a\":1}\n{\"a\":\n", TestContext.Current.CancellationToken);
        var run = (await lake.Use(machine).RunAsync("upload", path, "--episode", "alice@robotics")).Ended(1);
        Assert.Contains("line 2", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(machine.Uploads, "*.json"));
    }

    [Fact]
    public async Task A_folder_keeps_its_shape_and_a_pattern_finds_its_files()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        machine.File("runs/one/a.wav", 10);
        machine.File("runs/b.wav", 20);
        machine.File("runs/notes.txt", 30);
        (await lake.Use(machine).RunAsync("upload", "runs", "--episode", "alice@robotics", "--to", "/sound", "--json")).Ended(0);
        (await machine.RunAsync("upload", "runs/*.wav", "--episode", "alice@robotics", "--to", "/again", "--json")).Ended(0);
        var names = (await lake.GetAsync("/assets/audio?namespace=alice&space=robotics")).AsArray()
            .Select(asset => asset!["name"]!.ToString());
        Assert.Equal(["/again/b.wav", "/sound/b.wav", "/sound/one/a.wav"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_the_token_every_door_is_shut()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        using var nobody = new HttpClient();
        foreach (var address in new[]
        {
            new Uri(lake.Bss, "/videos/x/metadata"),
            new Uri(lake.Server, "/assets/video?space=robotics"),
            new Uri(lake.Bss, "/videos/upload/multipart/parts-done?uploadId=a&key=b"),
        })
            Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);

        var run = await lake.Use(machine).With("DREAMLAKE_API_KEY", "wrong")
            .RunAsync("upload", machine.File("a.wav", 1), "--episode", "alice@robotics", "--json");
        Assert.Equal("TokenRefused", run.Ended(3).Json["error"]!["id"]!.ToString());
    }

    [Fact]
    public async Task A_restart_finds_everything_again_and_Ctrl_C_stops_cleanly()
    {
        using var machine = new Machine();
        await using (var lake = await ServingLake.StartAsync(machine))
        {
            (await lake.Use(machine).RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", "alice@robotics", "--json")).Ended(0);
            (await lake.StopAsync()).Ended(0);
        }

        await using var again = await ServingLake.StartAsync(machine);
        Assert.Single((await again.GetAsync("/assets/label-track?namespace=alice&space=robotics")).AsArray());
        Assert.NotEmpty(await again.DownloadAsync("label-track", "namespace=alice&space=robotics", "/labels.jsonl"));
    }

    [Fact]
    public async Task A_second_serve_on_the_folder_is_refused_in_one_line()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var run = (await machine.RunAsync("serve", "--bss-url", "http://127.0.0.1:0", "--server-url", "http://127.0.0.1:0")).Ended(3);
        Assert.Contains("Another dreamlake process runs the lake", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }
}
