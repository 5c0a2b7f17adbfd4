using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Faults.Tests.Misbehaving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace DreamLake.Soak;

/// <summary>A lake that keeps of each part its length and MD5 alone: for many gigabytes in little memory.</summary>
internal sealed class DiscardingLake : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, (long Size, string ETag)>> _uploads = new();
    private readonly ConcurrentDictionary<string, long> _stored = new();
    private readonly WebApplication _app;
    private int _next;

    private DiscardingLake(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<DiscardingLake> StartAsync(Weather weather)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var lake = new DiscardingLake(builder.Build());
        lake._app.Run(context => weather.AroundAsync(context, () => lake.AnswerAsync(context)));
        await lake._app.StartAsync();
        return lake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.Request.Method == "PUT")
        {
            await TakePartAsync(context, path.Split('/'));
            return;
        }

        var body = context.Request.Method == "POST" && await new StreamReader(context.Request.Body).ReadToEndAsync() is { Length: > 0 } text
            ? JsonNode.Parse(text)!
            : new JsonObject();
        var answer = path[(path.LastIndexOf('/') + 1)..] switch
        {
            "init" => Init(body),
            "parts" => Sign(body),
            "complete" => Complete(context, body),
            "lambda" => new JsonObject(),
            // For the one who measures: bytes stored by content hash.
            "stored" => new JsonObject(_stored.Select(content => KeyValuePair.Create(content.Key, (JsonNode?)content.Value))),
            _ => new JsonObject
            {
                ["id"] = "id-" + Interlocked.Increment(ref _next),
                ["lambdaUrl"] = new Uri(Address, "/lambda").AbsoluteUri,
            },
        };
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Init(JsonNode body)
    {
        var id = "u" + Interlocked.Increment(ref _next);
        _uploads[id] = new();
        return new JsonObject { ["uploadId"] = id, ["key"] = $"{body["owner"]}/{body["project"]}/staging/{body["hash"]}" };
    }

    private JsonObject Sign(JsonNode body) => new(body["partNumbers"]!.AsArray().Select(number => KeyValuePair.Create(
        number!.ToString(), (JsonNode?)new Uri(Address, $"/s3/{body["uploadId"]}/{number}?X-Amz-Signature=x").AbsoluteUri)));

    private async Task TakePartAsync(HttpContext context, string[] path)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        long size = 0;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            foreach (var piece in read.Buffer) md5.AppendData(piece.Span);
            size += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        var etag = $"\"{Convert.ToHexStringLower(md5.GetHashAndReset())}\"";
        _uploads[path[2]][int.Parse(path[3])] = (size, etag);
        context.Response.Headers.ETag = etag;
    }

    private JsonObject Complete(HttpContext context, JsonNode body)
    {
        var id = body["uploadId"]!.ToString();
        if (!_uploads.TryGetValue(id, out var parts) || !body["parts"]!.AsArray()
            .All(part => parts.TryGetValue((int)part!["partNumber"]!, out var kept) && kept.ETag == part["etag"]!.ToString()))
        {
            context.Response.StatusCode = parts is null ? 404 : 409;
            return new JsonObject { ["detail"] = parts is null ? "NoSuchUpload" : "InvalidPart" };
        }

        _uploads.TryRemove(id, out _);
        _stored[body["key"]!.ToString().Split('/')[^1]] = parts.Values.Sum(part => part.Size);
        return new JsonObject { ["success"] = true };
    }
}
