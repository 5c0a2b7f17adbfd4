using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace DreamLake.StagingPool;

/// <summary>How much a request may send, and how slowly.</summary>
/// <remarks>
/// Until a signature was checked Kestrel's own limits hold: 30 MB, which is also the most that is read of a body whose request was refused.
/// A client that is sending a part when it is refused then still reads why.
/// </remarks>
internal static class BodyLimits
{
    /// <summary>Sets how slow a peer may be before it is dropped, in both directions.</summary>
    public static void SetRates(HttpContext http, StagingPoolOptions options)
    {
        var rate = options.MinimumBytesPerSecond > 0 ? new MinDataRate(options.MinimumBytesPerSecond, options.MinimumRateGrace) : null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } receiving) receiving.MinDataRate = rate;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } sending) sending.MinDataRate = rate;
    }

    /// <summary>Lets a body be as long as it declares. To be called once it is known whose it is and that it will be read.</summary>
    public static void LiftSize(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
    }

    /// <summary>Ends the connection behind the answer where nobody can tell any more where the next request would begin.</summary>
    /// <remarks>A client that was to wait for "100 Continue" and is refused may send its body or may not.</remarks>
    public static void CloseBehindRefusal(HttpContext http)
    {
        if (http.Request.Headers.Expect.Count == 0) return;
        http.Response.Headers.Connection = "close";
        // Nor is there anything to wait for.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = 0;
    }
}
