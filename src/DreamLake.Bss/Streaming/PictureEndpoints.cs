using System.Text;
using DreamLake.Bss.Media;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Streaming;

/// <summary><c>{prefix}/{id}/pictures/…</c>: a video's poster, and its storyboard.</summary>
internal static class PictureEndpoints
{
    /// <summary>Maps them for one type.</summary>
    public static void Map(RouteGroupBuilder streams, AssetType type)
    {
        streams.MapMethods("/{id}/pictures/{hash}.jpg", StreamResponses.Methods, async Task<IResult> (
            string id, string hash, HttpContext http, MediaAccess access, StreamReading reading, CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            return http.Immutable(await reading.PictureAsync(medium, hash, cancellationToken), StreamKeys.PictureContentType, hash);
        });

        streams.MapMethods("/{id}/pictures/{hash}.vtt", StreamResponses.Methods, async Task<IResult> (
            string id, string hash, HttpContext http, MediaAccess access, StreamReading reading, SignedPlaylist playlists,
            CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var table = await reading.StoryboardAsync(medium, hash, cancellationToken);
            http.NotStored();
            return TypedResults.Text(playlists.SignStoryboard(table, http.Request), StreamKeys.TextContentType, Encoding.UTF8);
        });
    }
}
