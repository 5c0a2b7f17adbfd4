using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>
/// One process of a lake with every role, and what it tells of itself: uploads, refusals of every kind and failures of S3 happen to it, and
/// then it ends. Its metrics, its log and what it sent to a collector are kept, and every secret that was in play.
/// </summary>
public sealed partial class MeasuredRun : IAsyncLifetime
{
    public const string ScrapeSecret = "secret-of-the-scrape-0123";
    public const string NamedRequest = "request-of-the-test-1";
    public const string FailedRequest = "request-of-the-test-2";

    private readonly Machine _machine = new();
    private readonly HashSet<string> _secrets = [ScrapeSecret, "hush-secret-of-the-s3", "hush-unknown-token"];
    private readonly HttpClient _http = new();
    private readonly Uri _bss = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly Uri _server = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly Uri _pool = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly List<HttpStatusCode> _refusedAtDoor = [];

    /// <summary>What <c>/metrics</c> told at last.</summary>
    public string Scraped { get; private set; } = "";

    /// <summary>What the process wrote to standard error.</summary>
    public string Log { get; private set; } = "";

    /// <summary>What it wrote to standard output.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What it sent to the collector.</summary>
    public string Traces { get; private set; } = "";

    /// <summary>What it sent to the collector.</summary>
    public string SentMetrics { get; private set; } = "";

    /// <summary>What must be in none of them.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>What was answered at <c>/metrics</c> without a token, with one of a namespace, and with the secret of another.</summary>
    public IReadOnlyList<HttpStatusCode> RefusedAtDoor => _refusedAtDoor;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var sink = await OtlpSink.StartAsync();
        var settings = await SettingsAsync(sink.Address);
        // What an upload to a namespace with these limits reads is known before the first.
        (await _machine.RunLakeAsync("quota", "set", "--namespace", "bob", "--bytes", "10", "--settings", settings)).Ended(0);
        using var lake = _machine.With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf").StartLake(
            "run", "--role", "all,pool", "--settings", settings);
        await lake.ReadToAsync("The lake runs");
        var (alice, bob) = (await TokenAsync(settings, "alice"), await TokenAsync(settings, "bob"));
        await UploadAsync(alice);
        await BeRefusedAsync(alice, bob);
        await MeetFailuresAsync(alice);
        foreach (var told in new[] { null, alice, "wrong-secret-of-0123456789" })
            _refusedAtDoor.Add((await ScrapeAsync(_bss, told)).Status);
        Scraped = (await ScrapeAsync(_pool, ScrapeSecret)).Text;
        lake.Interrupt();
        var ended = (await lake.EndAsync()).Ended(0);
        (Output, Log, Traces, SentMetrics) = (ended.Output, ended.Error, sink.Of("/v1/traces"), sink.Of("/v1/metrics"));
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _machine.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> SettingsAsync(Uri collector)
    {
        var (file, keys) = (Path.Combine(_machine.Home, "lake.json"), Path.Combine(_machine.Home, "keys.json"));
        (await _machine.RunLakeAsync("keys", keys)).Ended(0);
        foreach (Match key in LongWord().Matches(await File.ReadAllTextAsync(keys, Cancellation))) _secrets.Add(key.Value);
        var secret = Path.Combine(_machine.Home, "scrape");
        await File.WriteAllTextAsync(secret, ScrapeSecret + "\n", Cancellation);
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["Database"] = $"Data Source={Path.Combine(_machine.Home, "tables")}",
            ["KeysFile"] = keys,
            ["LogJson"] = true,
            ["S3"] = new JsonObject { ["AccessKey"] = "lake", ["SecretKey"] = "hush-secret-of-the-s3" },
            ["Pool"] = new JsonObject { ["Folder"] = Path.Combine(_machine.Home, "pool") },
            ["Listen"] = new JsonObject { ["Bss"] = Text(_bss), ["Server"] = Text(_server), ["Pool"] = Text(_pool) },
            ["Lambda"] = new JsonObject { ["WorkFolder"] = Path.Combine(_machine.Home, "work") },
            ["Metrics"] = new JsonObject { ["TokenFile"] = secret },
            ["Otlp"] = new JsonObject { ["Endpoint"] = Text(collector) },
        }.ToJsonString(), Cancellation);
        return file;
    }

    private async Task<string> TokenAsync(string settings, string @namespace)
    {
        var made = await _machine.RunLakeAsync("token", "create", "--namespace", @namespace, "--settings", settings);
        var token = made.Ended(0).Output.Trim();
        _secrets.Add(token);
        _secrets.Add(token.Split('.')[^1]);
        return token;
    }

    private async Task UploadAsync(string token)
    {
        _machine.With("DREAMLAKE_BSS_URL", Text(_bss)).With("DREAMLAKE_REMOTE", Text(_server)).With("DREAMLAKE_API_KEY", token);
        var wait = Tools.HasFfmpeg ? "ready" : "verified";
        (await _machine.RunAsync("upload", Machine.Sample("run01.mp4"), "--episode", "alice@robotics:run-1", "--wait", wait)).Ended(0);
        var (_, text) = await SendAsync(
            HttpMethod.Get, new Uri(_server, "/assets/video/download?namespace=alice&space=robotics&episode=run-1&path=/run01.mp4"), token);
        var address = JsonNode.Parse(text)!["url"]!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, new Uri(address))).Status);
        await SendAsync(HttpMethod.Get, new Uri(_server, "/assets/video?namespace=alice&space=robotics&episode=run-1"), token);
    }

    private async Task BeRefusedAsync(string alice, string bob)
    {
        Uri init = new(_bss, "/videos/upload/multipart/init"), parts = new(_bss, "/videos/upload/multipart/parts");
        await SendAsync(HttpMethod.Post, init, token: null, Init("alice", 100), HttpStatusCode.Unauthorized);
        await SendAsync(HttpMethod.Post, init, "hush-unknown-token", Init("alice", 100), HttpStatusCode.Unauthorized);
        await SendAsync(HttpMethod.Post, init, bob, Init("alice", 100), HttpStatusCode.Forbidden);
        await SendAsync(HttpMethod.Post, init, bob, Init("bob", 100), HttpStatusCode.RequestEntityTooLarge);
        Uri nothing = new(_server, "/assets/video/nothing?sig=hush-unknown-token");
        await SendAsync(HttpMethod.Get, nothing, alice, null, HttpStatusCode.NotFound);
        var named = await SendAsync(HttpMethod.Post, init, alice, Init("alice", 100), HttpStatusCode.OK, NamedRequest);
        var begun = JsonNode.Parse(named.Text)!;
        var sign = new JsonObject
        {
            ["uploadId"] = begun["uploadId"]!.DeepClone(), ["key"] = begun["key"]!.DeepClone(), ["partNumbers"] = new JsonArray(1),
        };
        var signed = JsonNode.Parse((await SendAsync(HttpMethod.Post, parts, alice, sign, HttpStatusCode.OK)).Text)!;
        var address = signed["parts"]!["1"]!.ToString();
        await SendAsync(HttpMethod.Put, new Uri(address[..^4] + "dead"), token: null, new JsonObject(), HttpStatusCode.Forbidden);
        sign["parts"] = new JsonArray(new JsonObject { ["partNumber"] = 1, ["etag"] = "0123" });
        await SendAsync(HttpMethod.Post, new Uri(_bss, "/videos/upload/multipart/complete"), alice, sign, HttpStatusCode.Conflict);
    }

    // A bucket that is gone under the lake's feet: calls of S3 fail, and the service says so.
    private async Task MeetFailuresAsync(string alice)
    {
        var bucket = Path.Combine(_machine.Home, "pool", "dreamlake");
        Directory.Move(bucket, bucket + "-gone");
        var init = new Uri(_bss, "/videos/upload/multipart/init");
        var failed = await SendAsync(HttpMethod.Post, init, alice, Init("alice", 101), expected: null, FailedRequest);
        Assert.True((int)failed.Status >= 500, failed.Text);
        Directory.Move(bucket + "-gone", bucket);
    }

    private static JsonObject Init(string owner, int size) => new()
    {
        ["owner"] = owner, ["project"] = "robotics", ["hash"] = "0123456789abcdef", ["contentType"] = "video/mp4", ["size"] = size,
    };

    private async Task<(HttpStatusCode Status, string Text)> ScrapeAsync(Uri service, string? secret) =>
        await SendAsync(HttpMethod.Get, new Uri(service, "/metrics"), secret);

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(
        HttpMethod method, Uri address, string? token = null, JsonObject? body = null, HttpStatusCode? expected = null, string? id = null)
    {
        foreach (Match signature in Signature().Matches(address.Query)) _secrets.Add(signature.Groups[1].Value);
        using var request = new HttpRequestMessage(method, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (id is not null) request.Headers.Add("X-Request-Id", id);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(expected is null || expected == answer.StatusCode, $"{method} {address.AbsolutePath}: {answer.StatusCode} {text}");
        foreach (Match signature in Signature().Matches(text)) _secrets.Add(signature.Groups[1].Value);
        return (answer.StatusCode, text);
    }

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');

    [GeneratedRegex("[A-Za-z0-9+/=_-]{20,}")]
    private static partial Regex LongWord();

    [GeneratedRegex("(?:X-Amz-Signature|Signature|sig)=([A-Za-z0-9%_-]{16,})")]
    private static partial Regex Signature();
}
