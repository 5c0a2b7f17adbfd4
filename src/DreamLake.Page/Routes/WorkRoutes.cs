using DreamLake.Page.Views;
using DreamLake.Server.Browsing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Page.Routes;

/// <summary>What is under way, and what an admin does about it.</summary>
internal static class WorkRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapView(PageAddresses.Work, AnswerAsync<WorkPageView>);
        app.MapView(PageAddresses.WorkNow, AnswerAsync<WorkNowView>);
        app.MapForm("/asset/{id}/retry", RetryAsync);
    }

    // The page and what of it changes by itself take the same.
    private static async Task<PageAnswer> AnswerAsync<TView>(PageRequest request) where TView : IComponent =>
        PageAnswer.Of<TView>(
            (nameof(WorkNowView.Shown), await request.Service<WorkView>().GetAsync(request.Viewer, request.Aborted)),
            (nameof(WorkNowView.Viewer), request.Viewer),
            (nameof(WorkNowView.Form), request.FormWord),
            (nameof(WorkNowView.Now), request.Service<TimeProvider>().GetUtcNow()));

    private static async Task RetryAsync(PageRequest request)
    {
        await request.Service<WorkView>().RetryAsync(request.Viewer, request.Route("id"), request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status303SeeOther;
        request.Http.Response.Headers.Location = PageAddresses.Work;
    }
}
