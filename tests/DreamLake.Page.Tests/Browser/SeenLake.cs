using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using DreamLake.Testing.Engines.Chromium;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary>A lake that is served, with an episode in it, for all tests in a browser.</summary>
public sealed class SeenLake : IAsyncLifetime
{
    /// <summary>Seconds that each of its videos plays.</summary>
    public const int Seconds = 14;

    private const string Place = "alice@robotics:run-042", OddPlace = "alice@robotics:odd";
    private readonly Machine _machine = new();

    public ServingLake Lake { get; private set; } = null!;

    /// <summary>The asset's id for each file's name.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    public static string? Missing => ChromiumBrowser.Missing
        ?? (Tool.Find("ffmpeg") is null ? "ffmpeg is not installed: apt-get install ffmpeg" : null);

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        Lake = await ServingLake.StartAsync(_machine, "--pool-url", "http://127.0.0.1:0");
        Lake.Use(_machine);
        await MakeVideoAsync("front.mp4", "mandelbrot=start_scale=0.4:");
        await MakeVideoAsync("left.mp4", "testsrc2=");
        await Tools.RunAsync("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=330:duration=4", PathOf("voice.wav"));
        await File.WriteAllTextAsync(PathOf("labels.jsonl"), string.Concat(Enumerable.Range(0, Seconds).Select(
            second => $"{{\"t\": {second}, \"action\": \"act-{second}\"}}\n")));
        await File.WriteAllTextAsync(PathOf("front.srt"), """
            1
            00:00:00,000 --> 00:00:05,000
            First words

            2
            00:00:05,000 --> 00:00:09,000
            Second words

            """);
        await File.WriteAllBytesAsync(PathOf("broken.mp4"), RandomNumberGenerator.GetBytes(4096));
        File.Copy(PathOf("labels.jsonl"), PathOf(Hostile));
        await UploadAsync(Place, "/camera", "front.mp4", "left.mp4", "front.srt");
        await UploadAsync(Place, "/", "labels.jsonl", "voice.wav");
        await UploadAsync(OddPlace, "/", "broken.mp4", Hostile);
        await ListAsync();
        foreach (var video in new[] { "front.mp4", "left.mp4", "broken.mp4" }) await EndsAsync("video", video);
        await EndsAsync("audio", "voice.wav");
    }

    /// <summary>A name that is a tag where it is no text.</summary>
    public const string Hostile = "<img src=x onerror=window.wasRun=1>.jsonl";

    public async ValueTask DisposeAsync()
    {
        if (Missing is not null) return;
        await Lake.StopAsync();
        await Lake.DisposeAsync();
        _machine.Dispose();
    }

    /// <summary>Begins an upload of two parts, and sends the first; the other's address is answered.</summary>
    public async Task<(string Hash, Func<Task> SendSecondAsync)> BeginUploadAsync(CancellationToken cancellationToken)
    {
        const int Part = 5 * 1024 * 1024;
        var sha256 = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var begun = await PostAsync("init", new JsonObject
        {
            ["owner"] = "alice", ["project"] = "robotics", ["hash"] = sha256[..16], ["sha256"] = sha256, ["size"] = 2 * Part,
            ["contentType"] = "video/mp4",
        }, cancellationToken);
        var signed = await PostAsync("parts", new JsonObject
        {
            ["uploadId"] = begun["uploadId"]!.DeepClone(), ["key"] = begun["key"]!.DeepClone(), ["partNumbers"] = new JsonArray(1, 2),
        }, cancellationToken);
        await SendAsync("1");
        return (sha256[..16], () => SendAsync("2"));

        async Task SendAsync(string number)
        {
            using var plain = new HttpClient();
            using var body = new ByteArrayContent(new byte[Part]);
            using var answer = await plain.PutAsync(new Uri(signed["parts"]![number]!.ToString()), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private async Task<JsonNode> PostAsync(string step, JsonObject body, CancellationToken cancellationToken)
    {
        using var answer = await Lake.Http.PostAsJsonAsync(
            new Uri(Lake.Bss, $"/videos/upload/multipart/{step}"), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
    }

    private string PathOf(string name) => Path.Combine(_machine.Home, name);

    private async Task MakeVideoAsync(string name, string source) => await Tools.RunAsync(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", $"{source}size=640x360:rate=10", "-f", "lavfi", "-i",
        $"sine=duration={Seconds}", "-t", $"{Seconds}", "-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-pix_fmt", "yuv420p",
        "-c:a", "aac", PathOf(name));

    private async Task UploadAsync(string episode, string to, params string[] names) =>
        (await _machine.RunAsync(["upload", .. names.Select(PathOf), "--episode", episode, "--to", to, "--json"])).Ended(0);

    private async Task ListAsync()
    {
        foreach (var type in new[] { "video", "audio", "label-track", "text-track" })
        {
            foreach (var asset in (await Lake.GetAsync($"/assets/{type}?namespace=alice&space=robotics")).AsArray())
                Ids[Path.GetFileName(asset!["name"]!.ToString())] = asset["id"]!.ToString();
        }
    }

    private async Task EndsAsync(string type, string name)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromMinutes(2))
        {
            var asset = await Lake.GetAsync($"/assets/{type}/{Ids[name]}");
            if (asset["status"]!.ToString() is "ready" or "failed") return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"{name} was not split within two minutes.");
    }
}
