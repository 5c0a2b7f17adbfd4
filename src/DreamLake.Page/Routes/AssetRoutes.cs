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
    }

    private static async Task DownloadAsync(PageRequest request)
    {
        var address = await request.Service<AssetView>().DownloadUrlAsync(request.Viewer, request.Route("id"), request.Aborted);
        request.Http.Response.Headers.CacheControl = "private, no-store";
        request.Http.Response.StatusCode = StatusCodes.Status303SeeOther;
        request.Http.Response.Headers.Location = address;
    }
}
