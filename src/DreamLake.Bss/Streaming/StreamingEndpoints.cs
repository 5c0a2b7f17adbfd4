using System.Text;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DreamLake.Bss.Streaming;

/// <summary><c>GET {prefix}/{id}/stream/…</c> and <c>…/chunks/…</c>: HLS, for the owner's token or by a signed address.</summary>
internal static class StreamingEndpoints
{
    private const string ForAYear = "private, max-age=31536000, immutable";

    /// <summary>Maps them for one type. They let anybody in as far as <see cref="StreamAccess"/>, which asks for one of the two.</summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type)
    {
        prefix.MapGet("/{id}/stream/{streamHash}.m3u8", async Task<Results<ContentHttpResult, ChallengeHttpResult>> (
            string id, string streamHash, HttpContext http, StreamAccess access, StreamReading reading, SignedPlaylist playlists,
            CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var playlist = await reading.PlaylistAsync(medium, streamHash, cancellationToken);
            // Its segments' signatures are the reader's own and expire.
            http.Response.Headers.CacheControl = "private, no-store";
            return TypedResults.Text(playlists.Sign(playlist, http.Request), StreamKeys.PlaylistContentType, Encoding.UTF8);
        }).AllowAnonymous();

        prefix.MapGet("/{id}/chunks/{hash}.ts", async Task<Results<FileStreamHttpResult, ChallengeHttpResult>> (
            string id, string hash, HttpContext http, StreamAccess access, StreamReading reading, CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var segment = await reading.SegmentAsync(medium, hash, cancellationToken);
            http.Response.RegisterForDispose(segment);
            http.Response.ContentLength = segment.ContentLength;
            http.Response.Headers.CacheControl = ForAYear;
            return TypedResults.Stream(segment.ResponseStream, StreamKeys.SegmentContentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""));
        }).AllowAnonymous();
    }
}
