using System.Net;

namespace DreamLake.Serving.Lake;

/// <summary>By which addresses the services of a lake are reached: by others, and by each other.</summary>
/// <param name="publicBss">Where others reach BSS (<c>--public-url</c>); null where that is where it listens.</param>
/// <param name="bss">Where BSS listens.</param>
internal sealed class LakeReach(Uri? publicBss, Uri bss)
{
    /// <summary>Where others reach BSS.</summary>
    /// <param name="bound">Where it listens.</param>
    public Uri OfBss(Uri bound) => publicBss ?? Outside(bound);

    /// <summary>Where others reach a service: at BSS's public host, at the port that it listens at.</summary>
    /// <param name="bound">Where it listens.</param>
    public Uri Outside(Uri bound)
    {
        if (publicBss is null) return IsEverywhere(bound) ? At(bound, Dns.GetHostName()) : bound;
        // What takes https from outside to a BSS that speaks http does so for the others too.
        var isBehindTls = publicBss.Scheme == Uri.UriSchemeHttps && bss.Scheme == Uri.UriSchemeHttp;
        return new UriBuilder(bound) { Host = publicBss.Host, Scheme = isBehindTls ? Uri.UriSchemeHttps : bound.Scheme }.Uri;
    }

    /// <summary>Where the lake itself reaches a service of its own: this way is there whoever stands before it.</summary>
    /// <param name="bound">Where it listens.</param>
    public static Uri Inside(Uri bound) =>
        IsEverywhere(bound) ? At(bound, bound.HostNameType == UriHostNameType.IPv6 ? "[::1]" : "127.0.0.1") : bound;

    // What a service says of itself where it listens at every address is reachable nowhere.
    private static bool IsEverywhere(Uri bound) => bound.Host is "0.0.0.0" or "[::]";

    private static Uri At(Uri bound, string host) => new UriBuilder(bound) { Host = host }.Uri;
}
