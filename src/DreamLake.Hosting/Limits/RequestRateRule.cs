using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Hosting.Limits;

/// <summary>Holds each namespace to the requests a second that it may make. What needs no token counts for nobody.</summary>
public static class RequestRateRule
{
    private static readonly TimeSpan NextSecond = TimeSpan.FromSeconds(1);

    /// <summary>Says of an endpoint that it is not counted: by it an admin gives more.</summary>
    public static TBuilder IsNotCounted<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new NotCountedMetadata());

    internal static async Task EnforceAsync(HttpContext http, RequestDelegate next)
    {
        if (http.User.Identity?.IsAuthenticated == true && http.User.NamespaceOf() is { } @namespace
            && http.GetEndpoint()?.Metadata.GetMetadata<NotCountedMetadata>() is null
            && http.RequestServices.GetService<RequestRate>() is { } rate
            && !await rate.TrySpendAsync(@namespace, http.RequestAborted))
        {
            throw new RefusalException(StatusCodes.Status429TooManyRequests,
                $"'{Protocol.NameRules.Printable(@namespace)}' makes more requests a second than it may. Nothing was changed; ask again "
                + "in a second.")
            {
                RetryAfter = NextSecond,
                Reason = RefusalReason.RequestsPerSecond,
            };
        }

        await next(http);
    }

    private sealed class NotCountedMetadata;
}
