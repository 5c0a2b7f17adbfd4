using System.Collections.Concurrent;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Server.Tests.Lake;

/// <summary>What DreamLake Server needs of BSS: statuses and downloads as a test sets them, and the check of signed addresses.</summary>
internal sealed class FakeBss : IAsyncDisposable
{
    private WebApplication _app = null!;

    public Uri Url { get; private set; } = null!;

    /// <summary>What it answers for each medium; it does not know the others.</summary>
    public ConcurrentDictionary<string, MediaStatus> Statuses { get; } = new();

    /// <summary>Path and query of each request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The Authorization header of each request, in order.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>Answers instead of the routes, where it is set.</summary>
    public RequestDelegate? Instead { get; set; }

    public static async Task<FakeBss> StartAsync(LakeKeys keys, TimeProvider time)
    {
        var bss = new FakeBss { _app = Web.Builder().Build() };
        var signedUrl = new SignedUrl(keys.UrlKey, time);
        bss._app.Use(async (context, next) =>
        {
            bss.Requests.Enqueue(context.Request.Path + context.Request.QueryString);
            bss.Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            await (bss.Instead is { } instead ? instead(context) : next(context));
        });
        foreach (var type in AssetType.All)
        {
            bss._app.MapGet(type.BssPrefix + "/status", (string ids) => Results.Json(
                [.. ids.Split(',').Where(bss.Statuses.ContainsKey).Select(id => bss.Statuses[id])],
                ProtocolJson.Default.IReadOnlyListMediaStatus));
            bss._app.MapGet(type.BssPrefix + "/{id}/download", (string id, string name) =>
                new DownloadResponse($"https://pool.example/{type.Word}/{id}?as={name}"));
            bss._app.MapPost(type.BssPrefix + "/{id}/split", (string id, string asset, HttpRequest request) =>
                request.IsSigned(signedUrl) ? Results.Accepted(value: $"{id} for {asset}") : Results.StatusCode(403));
            bss._app.MapGet(type.BssPrefix + "/{id}/stream/{file}", (HttpRequest request) =>
                request.IsSigned(signedUrl) ? Results.Text("#EXTM3U") : Results.StatusCode(403));
        }

        bss.Url = await bss._app.StartOnAFreePortAsync();
        return bss;
    }

    public void Tell(string id, string status, string? reason = null, params string[] streams) =>
        Statuses[id] = new MediaStatus(id, status, reason, streams);

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
