using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Streaming;

/// <summary>Lets a page of any origin read a stream (CORS), without credentials: the signed address is the permission.</summary>
internal static class AnyOrigin
{
    private const string Any = "*";
    private const string ForAnHour = "3600";

    /// <summary>Allows it on the answer, whatever it is: a player has to be able to read a refusal too.</summary>
    public static ValueTask<object?> AllowAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // As the answer begins: an error clears what was set before it.
        context.HttpContext.Response.OnStarting(() =>
        {
            var headers = context.HttpContext.Response.Headers;
            headers.AccessControlAllowOrigin = Any;
            headers.AccessControlExposeHeaders = "Content-Length, Content-Range, ETag";
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
}
