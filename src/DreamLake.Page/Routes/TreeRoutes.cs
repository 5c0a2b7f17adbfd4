using DreamLake.Page.Views;
using DreamLake.Server.Browsing;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Page.Routes;

/// <summary>The tree and the search in it.</summary>
internal static class TreeRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapView(PageAddresses.Home, HomeAsync);
        app.MapView("/tree/{namespace}", SpacesAsync);
        app.MapView("/tree/{namespace}/{space}/{**episode}", PlaceAsync);
        app.MapView(PageAddresses.Search, SearchAsync);
    }

    private static async Task<PageAnswer> HomeAsync(PageRequest request)
    {
        // Side by side: of a large lake each takes its time, and neither needs the other.
        var namespaces = request.Service<LakeTree>().NamespacesAsync(request.Viewer, request.Page("page"), request.Aborted);
        var newest = request.Service<AssetSearch>().FindAsync(
            request.Viewer, new AssetQuestion(null, null, null), page: 1, request.Aborted);
        await Task.WhenAll(namespaces, newest);
        return PageAnswer.Of<HomeView>(
            (nameof(HomeView.Viewer), request.Viewer),
            (nameof(HomeView.Form), request.FormWord),
            (nameof(HomeView.Namespaces), await namespaces),
            (nameof(HomeView.Newest), await newest));
    }

    private static async Task<PageAnswer> SpacesAsync(PageRequest request) => PageAnswer.Of<SpacesView>(
        (nameof(SpacesView.Namespace), request.Route("namespace")),
        (nameof(SpacesView.Form), request.FormWord),
        (nameof(SpacesView.Spaces), await request.Service<LakeTree>().SpacesAsync(
            request.Viewer, request.Route("namespace"), request.Page("page"), request.Aborted)));

    private static async Task<PageAnswer> PlaceAsync(PageRequest request)
    {
        var episode = request.Http.Request.RouteValues["episode"] as string;
        var at = new TreePlace(
            request.Route("namespace"), request.Route("space"), string.IsNullOrEmpty(episode) ? null : episode, request.Query("folder"));
        var (tree, viewer) = (request.Service<LakeTree>(), request.Viewer);
        var showsEpisodes = at is { Episode: null, Folder: null };
        return PageAnswer.Of<PlaceView>(
            (nameof(PlaceView.At), at),
            (nameof(PlaceView.Form), request.FormWord),
            (nameof(PlaceView.Episodes), showsEpisodes
                ? await tree.EpisodesAsync(viewer, at.Namespace, at.Space, request.Page("page"), request.Aborted)
                : null),
            (nameof(PlaceView.Folders), await tree.FoldersAsync(viewer, at, request.Page("folders"), request.Aborted)),
            (nameof(PlaceView.Held), await tree.AssetsAsync(viewer, at, request.Page("assets"), request.Aborted)));
    }

    private static async Task<PageAnswer> SearchAsync(PageRequest request)
    {
        var asked = new AssetQuestion(request.Query("q"), request.Query("type"), request.Query("status"));
        return PageAnswer.Of<SearchView>(
            (nameof(SearchView.Asked), asked),
            (nameof(SearchView.Form), request.FormWord),
            (nameof(SearchView.Found), await request.Service<AssetSearch>().FindAsync(
                request.Viewer, asked, request.Page("page"), request.Aborted)));
    }
}
