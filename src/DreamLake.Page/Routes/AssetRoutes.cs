using DreamLake.Page.Views;
using DreamLake.Server.Browsing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Page.Routes;

/// <summary>An asset and its content.</summary>
internal static class AssetRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapView("/asset/{id}", async request => PageAnswer.Of<AssetPageView>(
            (nameof(AssetPageView.Shown), await request.Service<AssetView>().GetAsync(
                request.Viewer, request.Route("id"), request.Aborted)),
            (nameof(AssetPageView.Viewer), request.Viewer),
            (nameof(AssetPageView.Form), request.FormWord)));
        app.MapRead("/asset/{id}/download", DownloadAsync);
        app.MapView("/episode/{namespace}/{space}/{**episode}", EpisodeAsync);
        app.MapRead("/page/entries/{id}", async request => await WriteJsonAsync(
            request, await request.Service<AssetView>().EntriesAsync(request.Viewer, request.Route("id"), request.Aborted)));
        app.MapRead("/page/metadata/{id}", async request => await WriteJsonAsync(
            request, await request.Service<AssetView>().MetadataAsync(request.Viewer, request.Route("id"), request.Aborted)));
    }

    private static async Task<PageAnswer> EpisodeAsync(PageRequest request)
    {
        var at = new TreePlace(request.Route("namespace"), request.Route("space"), request.Route("episode"), Folder: null);
        return PageAnswer.Of<EpisodeView>(
            (nameof(EpisodeView.At), at),
            (nameof(EpisodeView.Form), request.FormWord),
            (nameof(EpisodeView.Shown), await request.Service<AssetView>().EpisodeAsync(
                request.Viewer, at.Namespace, at.Space, at.Episode!, request.Aborted)));
    }

    private static async Task WriteJsonAsync(PageRequest request, byte[] json)
    {
        var response = request.Http.Response;
        (response.ContentType, response.ContentLength) = ("application/json", json.Length);
        response.Headers.CacheControl = "private, no-store";
        await response.Body.WriteAsync(json, request.Aborted);
    }

    private static async Task DownloadAsync(PageRequest request)
    {
        var address = await request.Service<AssetView>().DownloadUrlAsync(request.Viewer, request.Route("id"), request.Aborted);
        request.Http.Response.Headers.CacheControl = "private, no-store";
        request.Http.Response.StatusCode = StatusCodes.Status303SeeOther;
        request.Http.Response.Headers.Location = address;
    }
}
