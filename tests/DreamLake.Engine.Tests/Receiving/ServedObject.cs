using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.Engine.Tests.Receiving;

/// <summary>One object behind a socket, as BSS and S3 serve it: written from the protocol and RFC 9110 alone.</summary>
public sealed class ServedObject : IAsyncDisposable
{
    private WebApplication _app = null!;
    private int _signed;
    private int _asked;
    private int _digestsAsked;

    /// <summary>What is served.</summary>
    public byte[] Bytes { get; set; } = [];

    /// <summary>Its ETag.</summary>
    public string ETag { get; set; } = "\"one\"";

    /// <summary>The ranges that were asked for, in the order of their arrival.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    /// <summary>What is told of its ranges' digests; null: there is no such route.</summary>
    public RangeDigests? Digests { get; set; }

    /// <summary>How often its ranges' digests were asked for.</summary>
    public int DigestsAsked => Volatile.Read(ref _digestsAsked);

    /// <summary>How often an address was signed.</summary>
    public int Signatures => Volatile.Read(ref _signed);

    /// <summary>Sees each GET of the object first, with how many came before it; true means that it answered.</summary>
    public Func<HttpContext, int, Task<bool>> Intercept { get; set; } = (_, _) => Task.FromResult(false);

    public Uri Address { get; private set; } = null!;

    public LakeConnection Connection => new(Address, Address, null);

    public LakeAsset Asset => new()
    {
        Id = "asset-1",
        Type = AssetType.Video,
        Episode = EpisodeAddress.Parse("alice@robotics:run-1"),
        Name = AssetName.Parse("/camera/a.mp4"),
        Size = Bytes.Length,
        Sha256 = Convert.ToHexString(SHA256.HashData(Bytes)).ToLowerInvariant(),
        BssId = "medium-1",
        ModifiedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1234567),
    };

    private object Listed => new
    {
        id = Asset.Id, name = Asset.Name.Path, episode = "run-1", @namespace = "alice", space = "robotics", bssId = Asset.BssId,
        size = Asset.Size, sha256 = Asset.Sha256, status = "ready", verified = new { sha256 = Asset.Sha256, at = Asset.ModifiedAt },
    };

    public static async Task<ServedObject> StartAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var served = new ServedObject { Bytes = bytes, _app = builder.Build() };
        served._app.MapGet("/videos/medium-1/download", served.Sign);
        served._app.MapGet("/videos/medium-1/digests", served.TellDigests);
        served._app.MapGet("/object", served.ServeAsync);
        served._app.MapGet("/episodes", () => new[] { new { @namespace = "alice", space = "robotics", episode = "run-1", assets = 1 } });
        served._app.MapGet("/assets/{type}", (string type) => type == "video" ? new[] { served.Listed } : []);
        served._app.MapGet("/assets/video/{id}", () => served.Listed);
        served._app.MapDelete("/assets/video/{id}", (string id) => new TrashedAsset(id));
        served._app.MapPost("/assets/video/{id}/restore", (string id) => new TrashedAsset(id));
        await served._app.StartAsync();
        var listening = served._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        served.Address = new Uri(listening.Addresses.First());
        return served;
    }

    /// <summary>Answers as a right S3 does.</summary>
    public async Task AnswerAsync(HttpContext http, byte[] bytes)
    {
        var (from, to) = RangeOf(http) ?? (0, bytes.Length - 1);
        http.Response.Headers.ETag = ETag;
        if (http.Request.Headers.IfMatch is [{ } wanted] && wanted != ETag) http.Response.StatusCode = 412;
        else if (RangeOf(http) is null) await http.Response.Body.WriteAsync(bytes);
        else if (from >= bytes.Length) http.Response.StatusCode = 416;
        else
        {
            to = Math.Min(to, bytes.Length - 1);
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{bytes.Length}");
            http.Response.ContentLength = to - from + 1;
            await http.Response.Body.WriteAsync(bytes.AsMemory(from, to - from + 1));
        }
    }

    public static (int From, int To)? RangeOf(HttpContext http) =>
        http.Request.Headers.Range is [{ } range] && range["bytes=".Length..].Split('-') is [var from, var to]
            ? (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture))
            : null;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private DownloadResponse Sign() => new($"{Address}object?signature={Interlocked.Increment(ref _signed)}");

    private IResult TellDigests()
    {
        Interlocked.Increment(ref _digestsAsked);
        return Digests is null ? Results.NotFound() : Results.Json(Digests);
    }

    private async Task ServeAsync(HttpContext http)
    {
        var before = Interlocked.Increment(ref _asked) - 1;
        Ranges.Enqueue(http.Request.Headers.Range.ToString());
        if (!await Intercept(http, before)) await AnswerAsync(http, Bytes);
    }
}
