using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Hosting;

/// <summary>How much of a request's body a service reads into its memory.</summary>
public static class BodyLimits
{
    /// <summary>The largest body of a request, in bytes: 1 MiB. A larger one is answered 413.</summary>
    public const int Usual = 1024 * 1024;

    /// <summary>The largest body of a request that names every part of an upload, in bytes: 4 MiB.</summary>
    public const int Large = 4 * Usual;

    /// <summary>Lets an endpoint take bodies of up to <see cref="Large"/> bytes.</summary>
    public static RouteHandlerBuilder TakesLargeBodies(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new RequestSizeLimitAttribute(Large));

    /// <summary>Holds every other endpoint to <see cref="Usual"/> bytes.</summary>
    internal static IServiceCollection AddBodyLimits(this IServiceCollection services) =>
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = Usual);
}
