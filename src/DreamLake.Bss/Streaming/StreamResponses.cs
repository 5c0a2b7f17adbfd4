using Amazon.S3.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DreamLake.Bss.Streaming;

/// <summary>How what belongs to a stream is answered.</summary>
internal static class StreamResponses
{
    private const string ForAYear = "private, max-age=31536000, immutable";

    /// <summary>A player may ask by HEAD first.</summary>
    public static string[] Methods { get; } = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The addresses in it are signed for the reader alone and expire.</summary>
    public static void NotStored(this HttpContext http) => http.Response.Headers.CacheControl = "private, no-store";

    /// <summary>An object that is named after its bytes, as it comes.</summary>
    public static FileStreamHttpResult Immutable(this HttpContext http, GetObjectResponse stored, string contentType, string hash)
    {
        http.Response.RegisterForDispose(stored);
        AnnounceLength(http.Response, stored.ContentLength);
        http.Response.Headers.CacheControl = ForAYear;
        return TypedResults.Stream(stored.ResponseStream, contentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }

    // Not before it is known that the object is what is answered: a 304 or a 412 has no body to hold to its length.
    private static void AnnounceLength(HttpResponse response, long length) => response.OnStarting(() =>
    {
        if (response.StatusCode == StatusCodes.Status200OK) response.ContentLength = length;
        return Task.CompletedTask;
    });
}
