using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DreamLake.StagingPool;

/// <summary>A request as S3 reads it: bucket and key from the path exactly as it was sent.</summary>
/// <remarks>
/// ASP.NET Core's <c>Path</c> resolves <c>..</c> and keeps <c>%2F</c>; a key may hold either, so it is read from the raw target.
/// </remarks>
internal sealed class S3Request
{
    private const int MaxKeyBytes = 1024;

    private S3Request(HttpContext http, string rawPath, QueryParameters query)
    {
        var path = Decode(rawPath);
        Http = http;
        RawPath = rawPath;
        Path = path;
        Query = query;
        var slash = path.IndexOf('/', 1);
        Bucket = slash < 0 ? path[1..] : path[1..slash];
        Key = slash < 0 ? "" : path[(slash + 1)..];
    }

    public HttpContext Http { get; }

    public string Method => Http.Request.Method;

    public IHeaderDictionary Headers => Http.Request.Headers;

    /// <summary>The path as it was sent, percent-encoded.</summary>
    public string RawPath { get; }

    /// <summary>The decoded path, from its first slash.</summary>
    public string Path { get; }

    public QueryParameters Query { get; }

    /// <summary>The bucket; empty for the service itself.</summary>
    public string Bucket { get; }

    /// <summary>The key; empty for the bucket itself.</summary>
    public string Key { get; }

    public CancellationToken Aborted => Http.RequestAborted;

    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public static S3Request From(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // The absolute form, which a proxy may send: the path begins after the authority.
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
            target = target.IndexOf('/', scheme + 3) is >= 0 and var path ? target[path..] : "/";
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var rawPath = question < 0 ? target : target[..question];
        if (!rawPath.StartsWith('/')) throw S3Exception.MethodNotAllowed(http.Request.Method);
        return new S3Request(http, rawPath, QueryParameters.Parse(question < 0 ? "" : target[(question + 1)..]));
    }

    private static string Decode(string rawPath)
    {
        if (!rawPath.Contains('%', StringComparison.Ordinal)) return rawPath;
        var encoded = Encoding.UTF8.GetBytes(rawPath);
        // Bytes that are no UTF-8 would stay percent-encoded, and the key would be another than the one that was sent.
        return Utf8.IsValid(WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length))
            ? Uri.UnescapeDataString(rawPath)
            : throw new S3Exception(StatusCodes.Status400BadRequest, "InvalidURI", "Couldn't parse the specified URI.");
    }

    /// <summary>Refuses a key that S3 would refuse.</summary>
    public void CheckKey()
    {
        if (Encoding.UTF8.GetByteCount(Key) > MaxKeyBytes)
            throw new S3Exception(StatusCodes.Status400BadRequest, "KeyTooLongError", "Your key is too long")
                .With("MaxSizeAllowed", $"{MaxKeyBytes}");
    }
}
