using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>
/// A lake in memory, written from the protocol alone: it shares no code with ours. One port plays BSS, the server, S3 and the Lambda.
/// </summary>
public sealed class FakeLake : TestLake
{
    public const string Token = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VybmFtZSI6ImFsaWNlIn0.c2VjcmV0c2lnbmF0dXJl";

    private readonly ConcurrentDictionary<string, Multipart> _multiparts = new();
    private readonly ConcurrentDictionary<string, string> _media = new();
    private readonly ConcurrentDictionary<string, string> _assets = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private int _next;

    /// <summary>Content by key: its SHA-256 and length.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>How long a presigned URL lives; null means for ever, and that it does not tell.</summary>
    public TimeSpan? UrlLifetime { get; set; }

    /// <summary>How far the lake's clock is ahead of the world's.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>Whether it tells contents apart by their whole SHA-256 (protocol.md, "Integrity"). Its objects then go by that.</summary>
    public bool KnowsWholeDigests { get; set; }

    /// <summary>
    /// What a listing tells of an asset beside its id and name: asked for by the name, and how often it was asked; null lists it not.
    /// </summary>
    public Func<string, int, JsonObject?> Tells { get; set; } = (_, _) => [];

    /// <summary>The names of its assets, where it answers questions about them; null, as the first lakes did not.</summary>
    public LakeNames? Names { get; set; }

    /// <summary>Its batch calls; null, as the first lakes had none.</summary>
    public LakeBatches? Batches { get; set; }

    /// <summary>What init answers beside its two fields.</summary>
    public string? ChecksumAlgorithm { get; set; }

    public static async Task<FakeLake> StartAsync()
    {
        var lake = new FakeLake();
        await lake.ListenAsync();
        return lake;
    }

    public override string Owner => "alice";

    public override string ClientToken => Token;

    public override Task ExpireAllAsync()
    {
        ExpireAll();
        return Task.CompletedTask;
    }

    public override Task<byte[]> StoredAsync(string hash) => Task.FromResult(Objects[$"alice/robotics/staging/{hash}"]);

    /// <summary>Forgets all multipart uploads, as S3's lifecycle rule does.</summary>
    public void ExpireAll() => _multiparts.Clear();

    /// <summary>Loses a part of every multipart upload, as no S3 should.</summary>
    public void Lose(int partNumber)
    {
        foreach (var multipart in _multiparts.Values) multipart.Parts.TryRemove(partNumber, out _);
    }

    /// <summary>Loses a part of every multipart upload.</summary>
    public void LosePart(int number)
    {
        foreach (var multipart in _multiparts.Values) multipart.Parts.TryRemove(number, out _);
    }

    protected override Task ServeAsync(HttpContext context) => Names is null && context.Request.Path == LakeNames.Lookup
        ? Problem(context, 404, "There is no such address here.")
        : Around(context, () => AnswerAsync(context));

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var body = request.Method == "PUT" ? null : await new StreamReader(request.Body).ReadToEndAsync();
        if (!LakeBatches.IsItem(request)) Requests.Enqueue(SeenRequest.Of(request, body));
        if (ClockAhead != TimeSpan.Zero)
        {
            context.Response.OnStarting(() => Task.FromResult(context.Response.Headers.Date = Now.ToString("R")));
        }

        if (await Intercept(context)) return;
        if (request.Path.StartsWithSegments("/s3", out var rest)) await PutPartAsync(context, rest.Value!);
        else if (request.Path == "/lambda/split") context.Response.StatusCode = 202;
        else if (request.Headers.Authorization != "Bearer " + Token) await Problem(context, 401, "no token");
        else await ControlAsync(context, body is { Length: > 0 } ? JsonNode.Parse(body)! : new JsonObject());
    }

    private async Task ControlAsync(HttpContext context, JsonNode body)
    {
        var path = context.Request.Path.Value!;
        if (LakeBatches.IsBatch(context.Request))
        {
            if (Batches is null) await Problem(context, 404, "There is no such address here.");
            else await Json(context, await Batches.AnswerAsync(Address, context.Request, body));
        }
        else if (path.EndsWith("/init", StringComparison.Ordinal)) await Json(context, Init(body));
        else if (path.EndsWith("/parts", StringComparison.Ordinal)) await Json(context, Sign(body));
        else if (path.EndsWith("/parts-done", StringComparison.Ordinal)) await Json(context, PartsDone(context.Request.Query["uploadId"]!));
        else if (path.EndsWith("/complete", StringComparison.Ordinal)) await CompleteAsync(context, body);
        else if (IsListing(context.Request)) await Json(context, List(context.Request));
        else if (path == LakeNames.Lookup) await Json(context, Names!.Answer(body));
        else if (Names?.Refusal(path, body) is { } present) await LakeNames.RefuseAsync(context, present);
        else if (path.StartsWith("/assets/", StringComparison.Ordinal)) await Json(context, Names?.Add(path, body) ?? new JsonObject { ["id"] = _assets.GetOrAdd(body.ToJsonString(), _ => "asset-" + Interlocked.Increment(ref _next)), ["lambdaUrl"] = new Uri(Address, "/lambda/split?sig=topsecret").AbsoluteUri });
        else await RegisterAsync(context, body);
    }

    private static bool IsListing(HttpRequest request) => request.Method == "GET" && request.Path.StartsWithSegments("/assets");

    private JsonArray List(HttpRequest request)
    {
        var listed = new JsonArray();
        foreach (var (body, id) in _assets)
        {
            var name = JsonNode.Parse(body)!["name"]!.ToString();
            if (name != request.Query["prefix"]) continue;
            if (Tells(name, _asked.AddOrUpdate(name, 1, (_, asked) => asked + 1)) is not { } asset) continue;
            asset["id"] = id;
            asset["name"] = name;
            listed.Add(asset);
        }

        return listed;
    }

    private JsonObject Init(JsonNode body)
    {
        var id = "upload-" + Interlocked.Increment(ref _next);
        var key = $"{body["owner"]}/{body["project"]}/staging/{body["hash"]}";
        _multiparts[id] = new Multipart(KnowsWholeDigests ? body["sha256"]!.ToString() : key);
        var answer = new JsonObject { ["uploadId"] = id, ["key"] = key };
        if (KnowsWholeDigests) answer["stored"] = Objects.ContainsKey(body["sha256"]!.ToString());
        if (ChecksumAlgorithm is not null) answer["checksumAlgorithm"] = ChecksumAlgorithm;
        return answer;
    }

    private JsonObject Sign(JsonNode body) => new(body["partNumbers"]!.AsArray().Select(number => KeyValuePair.Create(
        number!.ToString(),
        (JsonNode?)new Uri(Address, $"/s3/{body["uploadId"]}/{number}?partNumber={number}&{Signature()}").AbsoluteUri)));

    private string Signature() => UrlLifetime is { } lifetime
        ? $"X-Amz-Date={Now:yyyyMMdd'T'HHmmss'Z'}&X-Amz-Expires={lifetime.TotalSeconds:0}&X-Amz-Signature=topsecret"
        : "X-Amz-Signature=topsecret";

    private DateTimeOffset Now => DateTimeOffset.UtcNow + ClockAhead;

    private bool HasExpired(HttpRequest request) => UrlLifetime is { } lifetime
        && DateTimeOffset.ParseExact(request.Query["X-Amz-Date"]!, "yyyyMMdd'T'HHmmss'Z'", null,
            System.Globalization.DateTimeStyles.AssumeUniversal) + lifetime < Now;

    private JsonObject PartsDone(string uploadId) => _multiparts.TryGetValue(uploadId, out var multipart)
        ? new JsonObject { ["expired"] = false, ["parts"] = new JsonArray([.. multipart.Parts.Select(part => new JsonObject { ["partNumber"] = part.Key, ["etag"] = ETag(part.Value) })]) }
        : new JsonObject { ["expired"] = true, ["parts"] = new JsonArray() };

    private async Task PutPartAsync(HttpContext context, string path)
    {
        var levels = path.Trim('/').Split('/');
        if (context.Request.Headers.ContainsKey("Authorization")) context.Response.StatusCode = 400;
        else if (HasExpired(context.Request)) await S3Error(context, 403, "AccessDenied", "Request has expired");
        else if (!_multiparts.TryGetValue(levels[0], out var multipart))
        {
            await S3Error(context, 404, "NoSuchUpload", "The specified upload does not exist.");
        }
        else
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes);
            multipart.Parts[int.Parse(levels[1])] = bytes.ToArray();
            context.Response.Headers.ETag = ETag(bytes.ToArray());
        }
    }

    private async Task CompleteAsync(HttpContext context, JsonNode body)
    {
        if (!_multiparts.TryRemove(body["uploadId"]!.ToString(), out var multipart))
        {
            await Problem(context, 404, "NoSuchUpload");
            return;
        }

        var parts = body["parts"]!.AsArray().Select(part => (Number: (int)part!["partNumber"]!, Etag: part["etag"]!.ToString())).ToArray();
        if (!parts.SequenceEqual(parts.OrderBy(part => part.Number)) || parts.Any(part => ETag(multipart.Parts[part.Number]) != part.Etag))
        {
            await Problem(context, 422, "InvalidPart");
        }
        else
        {
            Objects[multipart.Key] = [.. parts.SelectMany(part => multipart.Parts[part.Number])];
            await Json(context, new JsonObject { ["success"] = true });
        }
    }

    private async Task RegisterAsync(HttpContext context, JsonNode body)
    {
        var key = KnowsWholeDigests ? body["sha256"]!.ToString() : $"{body["owner"]}/{body["project"]}/staging/{body["stagingHash"]}";
        if (!Objects.ContainsKey(key)) await Problem(context, 404, "nothing is stored under that hash");
        else await Json(context, new JsonObject { ["id"] =
            _media.GetOrAdd(context.Request.Path + body.ToJsonString(), _ => "media-" + Interlocked.Increment(ref _next)) });
    }

    public static string ETag(byte[] bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";

    public static Task Json(HttpContext context, JsonNode answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    public static Task Problem(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(
            new JsonObject { ["status"] = status, ["title"] = "refused", ["detail"] = detail }.ToJsonString());
    }

    public static Task S3Error(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    }

    private sealed record Multipart(string Key)
    {
        public ConcurrentDictionary<int, byte[]> Parts { get; } = new();
    }
}
