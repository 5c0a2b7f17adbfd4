using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DreamLake.Protocol;

namespace DreamLake.Engine.Tests.Checking;

/// <summary>A lake in memory that tells of one name what a test wants told; what it truly holds is another matter.</summary>
public sealed class ToldLake : HttpMessageHandler
{
    public const string Episode = "alice@robotics:run-1";

    /// <summary>What it lists under the file's name, at each question; null lists nothing.</summary>
    public Func<int, JsonObject?> Tells { get; set; } = _ => null;

    /// <summary>What it lists under each name, where it has many; else <see cref="Tells"/> of the one.</summary>
    public Func<string, JsonObject?>? Names { get; set; }

    /// <summary>Whether it answers questions about many names at once, and whether it tells proofs there.</summary>
    public bool? LookupTellsProofs { get; set; }

    /// <summary>What it says to such a question, before it is answered; changes what it says of a name.</summary>
    public Action<JsonObject> OnLookedUp { get; set; } = _ => { };

    /// <summary>Done when it is asked to read its copy again; the answer's status.</summary>
    public Func<HttpStatusCode> OnVerify { get; set; } = () => HttpStatusCode.Accepted;

    /// <summary>Done at each request, before it is answered.</summary>
    public Action<string> OnRequest { get; set; } = _ => { };

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>A lake that is not on this machine, as far as its address tells.</summary>
    public static LakeConnection Connection { get; } =
        new(new Uri("http://203.0.113.1:10234"), new Uri("http://203.0.113.2:10334"), null) { Namespace = "alice" };

    public UploadOptions Calls => new()
    {
        PrimaryHandler = () => new Shared(this), RetryDelay = TimeSpan.Zero, MaxRetryDelay = TimeSpan.Zero, ControlTries = 2,
        Patience = TimeSpan.FromMilliseconds(100),
    };

    public static UploadRequest Request(string path) => new(path, EpisodeAddress.Parse(Episode), "/camera");

    /// <summary>What an honest lake lists of a file.</summary>
    public static JsonObject Honest(byte[] bytes, string name = "/camera/a.mp4")
    {
        var sha256 = Sha256(bytes);
        return new JsonObject
        {
            ["id"] = "asset-1", ["name"] = name, ["episode"] = "run-1", ["namespace"] = "alice", ["space"] = "robotics",
            ["bssId"] = "medium-1", ["size"] = bytes.Length, ["sha256"] = sha256, ["hash"] = sha256[..16], ["status"] = "stored",
            ["verified"] = new JsonObject { ["sha256"] = sha256, ["at"] = "2026-03-04T05:06:07Z" },
        };
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.Run(() => Answer(request), cancellationToken);

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        var asked = Requests.Count(seen => seen == "GET /assets/video");
        Requests.Enqueue($"{request.Method} {path}");
        OnRequest(path);
        return path switch
        {
            "/assets/video" => Json(ToldOf(PrefixIn(request), asked) is { } told ? new JsonArray(told) : []),
            "/assets/lookup" when LookupTellsProofs is not null => Json(LookedUp(JsonNode.Parse(request.Content!.ReadAsStream())!, asked)),
            "/videos/medium-1/verify" => new HttpResponseMessage(OnVerify()),
            "/videos/status" => Json(new JsonArray(Status(Tells(asked)))),
            _ when path.StartsWith("/assets/", StringComparison.Ordinal) => Json(new JsonArray()),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private JsonObject? ToldOf(string name, int asked) => Names is null ? Tells(asked) : Names(name);

    private static string PrefixIn(HttpRequestMessage request) => Uri.UnescapeDataString(
        request.RequestUri!.Query.Split("prefix=") is [_, var rest] ? rest.Split('&')[0] : "");

    private JsonObject LookedUp(JsonNode question, int asked) => new()
    {
        ["items"] = new JsonArray([.. question["names"]!.AsArray().Select(name => (JsonNode)Found(name!, asked))]),
    };

    private JsonObject Found(JsonNode name, int asked)
    {
        var found = new JsonObject { ["type"] = name["type"]!.ToString(), ["name"] = name["name"]!.ToString() };
        if (ToldOf(name["name"]!.ToString(), asked) is { } told)
        {
            foreach (var field in new[] { "id", "sha256", "size", "status", "verified" }) found[field] = told[field]?.DeepClone();
            if (LookupTellsProofs == false) found.Remove("verified");
        }

        OnLookedUp(found);
        return found;
    }

    private static JsonObject Status(JsonObject? told) => new()
    {
        ["id"] = "medium-1", ["status"] = told?["status"]?.DeepClone(), ["streams"] = new JsonArray(),
        ["verified"] = told?["verified"]?.DeepClone(),
    };

    private static HttpResponseMessage Json(JsonNode node) =>
        new(HttpStatusCode.OK) { Content = new StringContent(node.ToJsonString(), Encoding.UTF8, "application/json") };

    // The engine disposes of its handler; the lake lives on.
    private sealed class Shared(ToldLake lake) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            lake.SendAsync(request, cancellationToken);
    }
}
