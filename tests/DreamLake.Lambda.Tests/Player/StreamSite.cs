using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Tests.Player;

/// <summary>A page with a player, and a pool's streams beside it where their playlists expect each other.</summary>
internal sealed class StreamSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamSite(WebApplication app) => _app = app;

    /// <summary>The player's page.</summary>
    public string Page => $"{_app.Urls.Single()}/page.html";

    /// <summary>Starts it on a free port.</summary>
    public static async Task<StreamSite> StartAsync(Pool pool)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/stream/{name}", (string name) => ReadAsync(pool, $"playlists/{name}", StreamKeys.PlaylistContentType));
        app.MapGet("/renditions/{name}", (string name) => ReadAsync(pool, $"playlists/{name}", StreamKeys.PlaylistContentType));
        app.MapGet("/chunks/{hash}.ts", (string hash) => ReadAsync(pool, $"segments/{hash}.ts", StreamKeys.SegmentContentType));
        app.MapGet("/chunks/{hash}.vtt", (string hash) => ReadAsync(pool, $"segments/{hash}.vtt", StreamKeys.TextContentType));
        app.MapGet("/page.html", () => File("page.html", "text/html"));
        app.MapGet("/hls.min.js", () => File("hls.min.js", "text/javascript"));
        await app.StartAsync();
        return new StreamSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> ReadAsync(Pool pool, string key, string contentType) =>
        Results.Bytes(await pool.GetSplitAsync(key), contentType);

    private static IResult File(string name, string contentType) =>
        Results.File(Path.Combine(AppContext.BaseDirectory, "Player", name), contentType);
}
