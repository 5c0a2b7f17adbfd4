using System.Diagnostics;
using DreamLake.Hosting.Measures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Hosting.Requests;

/// <summary>A span for each request, with the id that the client's error shows; it goes on with the trace of who asked.</summary>
internal static class RequestSpans
{
    private const string NoRoute = "(no such address)";

    /// <summary>Stands behind <see cref="RequestIds"/>, before all else.</summary>
    public static async Task TraceAsync(HttpContext http, RequestDelegate next)
    {
        if (!LakeSpans.Source.HasListeners())
        {
            await next(http);
            return;
        }

        // Taken now: where an endpoint throws, its route is forgotten before the answer. The path itself may be anything.
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern ? "/" + pattern.Trim('/') : NoRoute;
        using var span = Start($"{MethodOf(http)} {route}", http);
        try
        {
            await next(http);
        }
        finally
        {
            End(span, http, route);
        }
    }

    private static Activity? Start(string name, HttpContext http)
    {
        // The framework's own activity, which nobody collects, is no parent: the trace would begin with a span that is missing.
        Activity.Current = null;
        ActivityContext.TryParse(http.Request.Headers.TraceParent, traceState: null, isRemote: true, out var caller);
        return LakeSpans.Source.StartActivity(name, ActivityKind.Server, caller);
    }

    private static void End(Activity? span, HttpContext http, string route)
    {
        if (span is null) return;
        var status = http.Response.StatusCode;
        span.SetTag("http.request.method", MethodOf(http)).SetTag("http.route", route).SetTag("http.response.status_code", status)
            .SetTag("dreamlake.request_id", http.TraceIdentifier);
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }

    private static string MethodOf(HttpContext http) =>
        http.Request.Method is { Length: <= 16 } method && method.All(char.IsAsciiLetter) ? method : "(no method)";
}
