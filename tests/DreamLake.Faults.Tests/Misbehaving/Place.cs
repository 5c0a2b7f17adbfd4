using Microsoft.AspNetCore.Http;

namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>The steps of the protocol that the wire sees. (Step 1, the hash, is between the engine and the disk.)</summary>
public enum Place
{
    PartsDone,
    Init,
    Sign,
    Put,
    Complete,
    RegisterMedia,
    RegisterAsset,
    Lambda,
}

public static class Places
{
    /// <summary>The step that a request belongs to; null where it is none of an upload's.</summary>
    public static Place? Of(HttpRequest request)
    {
        var path = request.Path.Value!;
        if (request.Method == "PUT") return request.QueryString.Value!.Contains("X-Amz-Signature", StringComparison.Ordinal)
            ? Place.Put
            : null;
        if (path.EndsWith("/multipart/parts-done", StringComparison.Ordinal)) return Place.PartsDone;
        if (request.Method != "POST") return null;
        if (path.EndsWith("/multipart/init", StringComparison.Ordinal)) return Place.Init;
        if (path.EndsWith("/multipart/parts", StringComparison.Ordinal)) return Place.Sign;
        if (path.EndsWith("/multipart/complete", StringComparison.Ordinal)) return Place.Complete;
        if (path.StartsWith("/assets/", StringComparison.Ordinal)) return Place.RegisterAsset;
        if (path == "/lambda" || path.EndsWith("/split", StringComparison.Ordinal)) return Place.Lambda;
        return path is "/videos" or "/audio" or "/labels" or "/text-tracks" ? Place.RegisterMedia : null;
    }
}
