using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Hosting;

/// <summary>Addresses that clients of other lakes ask for and that this one does not have.</summary>
internal static class ForeignAddresses
{
    private const string WhatIsSpoken =
        "This lake has no such address. It speaks the DreamLake upload protocol: BSS takes files under /videos, /audio, /labels and " +
        "/text-tracks " +
        "(…/upload/multipart/init, parts, parts-done, complete, abort), DreamLake Server keeps assets under /assets/video, " +
        "/assets/audio, " +
        "/assets/label-track and /assets/text-track. Use a client that speaks it, such as dreamlake or the DreamLake module.";

    /// <summary>Answers them with what this lake speaks, whoever asks: a client that goes by these would else read of its token.</summary>
    public static void Map(WebApplication app)
    {
        foreach (var path in new[] { "/files/{**rest}", "/nodes/{**rest}", "/auth/me" }) app.Map(path, RefuseAsync).AllowAnonymous();
    }

    private static Task RefuseAsync(HttpContext context) => throw RefusalException.NotFound(WhatIsSpoken);
}
