using System.Text;
using DreamLake.Bss.Media;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Streaming;

/// <summary>
/// <c>GET</c> and <c>HEAD</c> of what a player reads: HLS and what belongs to it, for the owner's token or by a signed address.
/// </summary>
internal static class StreamingEndpoints
{
    private static readonly string[] Folders = ["stream", "renditions", "chunks", "pictures", "subtitles"];

    /// <summary>
    /// Maps them for one type; pages may read them, because their permission is in their address. They let anybody in as far as
    /// <see cref="MediaAccess"/>, which asks for one of the two.
    /// </summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type)
    {
        var streams = prefix.MapGroup("").AddEndpointFilter(AllowedOrigins.AllowAsync).AllowAnonymous();
        MapPlaylist(streams, type, "stream", (reading, medium, hash, token) => reading.EntryAsync(medium, hash, token));
        MapPlaylist(streams, type, "renditions", (reading, medium, hash, token) => reading.PlaylistAsync(medium, hash, token));
        MapChunk(streams, type, "ts", StreamKeys.Segment, StreamKeys.SegmentContentType);
        MapChunk(streams, type, "vtt", StreamKeys.TextSegment, StreamKeys.TextContentType);
        if (type == AssetType.Video)
        {
            PictureEndpoints.Map(streams, type);
            SubtitleEndpoints.Map(streams, type);
        }

        foreach (var folder in Folders)
            streams.MapMethods($"/{{id}}/{folder}/{{file}}", [HttpMethods.Options], AllowedOrigins.Preflight);
    }

    private static void MapPlaylist(
        RouteGroupBuilder streams, AssetType type, string folder,
        Func<StreamReading, Medium, string, CancellationToken, Task<string>> readAsync) =>
        streams.MapMethods($"/{{id}}/{folder}/{{streamHash}}.m3u8", StreamResponses.Methods, async Task<IResult> (
            string id, string streamHash, HttpContext http, MediaAccess access, StreamReading reading, SignedPlaylist playlists,
            CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var playlist = await readAsync(reading, medium, streamHash, cancellationToken);
            http.NotStored();
            return TypedResults.Text(playlists.Sign(playlist, http.Request), StreamKeys.PlaylistContentType, Encoding.UTF8);
        });

    private static void MapChunk(
        RouteGroupBuilder streams, AssetType type, string extension, Func<string, string, string> keyOf, string contentType) =>
        streams.MapMethods($"/{{id}}/chunks/{{hash}}.{extension}", StreamResponses.Methods, async Task<IResult> (
            string id, string hash, HttpContext http, MediaAccess access, StreamReading reading, CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            return http.Immutable(await reading.SegmentAsync(medium, hash, keyOf, cancellationToken), contentType, hash);
        });
}
