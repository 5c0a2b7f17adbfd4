using System.Net;

namespace DreamLake.Engine.Services;

/// <summary>The HTTP client with which the engine talks to a lake.</summary>
internal static class LakeHttp
{
    /// <summary>A client without a time limit of its own: each call has one, in its pipeline.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        // A redirect of a PUT or of a call with a token is nothing to follow unseen.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 * 1024 * 1024,
    };
}
