using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Bss.Streaming;

/// <summary>Lets a page read a stream (CORS), without credentials: the signed address is the permission.</summary>
/// <remarks>A page of any origin, unless the options name some.</remarks>
internal sealed class AllowedOrigins(BssOptions options)
{
    private const string Any = "*";
    private const string ForAnHour = "3600";

    /// <summary>Allows it on the answer, whatever it is: a player has to be able to read a refusal too.</summary>
    public static ValueTask<object?> AllowAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var origins = context.HttpContext.RequestServices.GetRequiredService<AllowedOrigins>();
        // As the answer begins: an error clears what was set before it.
        context.HttpContext.Response.OnStarting(() =>
        {
            origins.Allow(context.HttpContext);
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>What a browser asks before a request that has headers of its own.</summary>
    public static IResult Preflight(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowMethods = "GET, HEAD";
        http.Response.Headers.AccessControlAllowHeaders = "Range, If-None-Match";
        http.Response.Headers.AccessControlMaxAge = ForAnHour;
        return TypedResults.NoContent();
    }

    private void Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlExposeHeaders = "Content-Length, Content-Range, ETag";
        if (options.AllowedOrigins.Count == 0)
        {
            headers.AccessControlAllowOrigin = Any;
            return;
        }

        // The answer is another for another origin: no cache may give one's to the other.
        headers.Vary = "Origin";
        var origin = http.Request.Headers.Origin.ToString();
        if (options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)) headers.AccessControlAllowOrigin = origin;
    }
}
