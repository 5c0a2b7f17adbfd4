using System.Text;
using DreamLake.Bss.Media;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DreamLake.Bss.Streaming;

/// <summary>
/// <c>GET</c> and <c>HEAD {prefix}/{id}/stream/…</c> and <c>…/chunks/…</c>: HLS, for the owner's token or by a signed address.
/// </summary>
internal static class StreamingEndpoints
{
    private const string ForAYear = "private, max-age=31536000, immutable";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps them for one type; a page of any origin may read them, because their permission is in their address. They let anybody in as far
    /// as <see cref="MediaAccess"/>, which asks for one of the two.
    /// </summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type)
    {
        var streams = prefix.MapGroup("").AddEndpointFilter(AnyOrigin.AllowAsync).AllowAnonymous();
        streams.MapMethods("/{id}/stream/{streamHash}.m3u8", GetAndHead, async Task<Results<ContentHttpResult, ChallengeHttpResult>> (
            string id, string streamHash, HttpContext http, MediaAccess access, StreamReading reading, SignedPlaylist playlists,
            CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var playlist = await reading.PlaylistAsync(medium, streamHash, cancellationToken);
            // Its segments' signatures are the reader's own and expire.
            http.Response.Headers.CacheControl = "private, no-store";
            return TypedResults.Text(playlists.Sign(playlist, http.Request), StreamKeys.PlaylistContentType, Encoding.UTF8);
        });

        streams.MapMethods("/{id}/chunks/{hash}.ts", GetAndHead, async Task<Results<FileStreamHttpResult, ChallengeHttpResult>> (
            string id, string hash, HttpContext http, MediaAccess access, StreamReading reading, CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var segment = await reading.SegmentAsync(medium, hash, cancellationToken);
            http.Response.RegisterForDispose(segment);
            AnnounceLength(http.Response, segment.ContentLength);
            http.Response.Headers.CacheControl = ForAYear;
            return TypedResults.Stream(
                segment.ResponseStream, StreamKeys.SegmentContentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""));
        });
        foreach (var path in new[] { "/{id}/stream/{file}", "/{id}/chunks/{file}" })
        {
            streams.MapMethods(path, [HttpMethods.Options], AnyOrigin.Preflight);
        }
    }

    // Not before it is known that the segment is what is answered: a 304 or a 412 has no body to hold to its length.
    private static void AnnounceLength(HttpResponse response, long length) => response.OnStarting(() =>
    {
        if (response.StatusCode == StatusCodes.Status200OK) response.ContentLength = length;
        return Task.CompletedTask;
    });
}
