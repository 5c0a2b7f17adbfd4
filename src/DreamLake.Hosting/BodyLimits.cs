using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting;

/// <summary>How much of a request's body a service reads into its memory.</summary>
/// <remarks>
/// Kestrel's own bound would cut the connection while the client still sends, and the client would read of a broken pipe. Here the answer
/// is
/// given, and Kestrel reads what still comes, up to its own bound, and throws it away.
/// </remarks>
public static class BodyLimits
{
    /// <summary>The largest body of a request, in bytes: 1 MiB. A larger one is answered 413.</summary>
    public const int Usual = 1024 * 1024;

    /// <summary>The largest body of a request that names every part of an upload, or many assets, in bytes: 4 MiB.</summary>
    public const int Large = 4 * Usual;

    /// <summary>What a larger one is told.</summary>
    internal const string TooLarge =
        "The body is larger than this address takes: 1 MiB, and 4 MiB where all the parts of an upload, or many assets, are named.";

    /// <summary>Lets an endpoint take bodies of up to <see cref="Large"/> bytes.</summary>
    public static RouteHandlerBuilder TakesLargeBodies(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new BodyLimit(Large));

    /// <summary>Holds every request to the bound of its endpoint.</summary>
    internal static Task EnforceAsync(HttpContext context, RequestDelegate next)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? Usual;
        if (context.Request.ContentLength > limit) throw new RefusalException(StatusCodes.Status413PayloadTooLarge, TooLarge);
        if (context.Request.ContentLength is null) context.Request.Body = new BoundedBody(context.Request.Body, limit);
        return next(context);
    }

    private sealed record BodyLimit(long Bytes);
}
