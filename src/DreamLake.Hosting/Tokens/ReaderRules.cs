using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting.Tokens;

/// <summary>Keeps tokens that only read from what changes something.</summary>
public static class ReaderRules
{
    /// <summary>Says of an endpoint that is not asked by GET that it changes nothing.</summary>
    public static TBuilder OnlyReads<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OnlyReadsMetadata());

    internal static Task EnforceAsync(HttpContext http, RequestDelegate next)
    {
        if (IsReading(http) || !http.User.OnlyReads()) return next(http);
        throw new RefusalException(StatusCodes.Status403Forbidden,
            "This token only reads. Nothing was changed. Ask the lake's admin for one that may write.");
    }

    /// <summary>Whether a request changes nothing.</summary>
    internal static bool IsReading(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
        || HttpMethods.IsOptions(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<OnlyReadsMetadata>() is not null;

    private sealed class OnlyReadsMetadata;
}
