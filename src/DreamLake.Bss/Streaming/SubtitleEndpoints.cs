using System.Text;
using DreamLake.Bss.Media;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Streaming;

/// <summary><c>{prefix}/{id}/subtitles/…</c>: the text tracks beside a video, as renditions of its master playlist.</summary>
internal static class SubtitleEndpoints
{
    /// <summary>Maps them for one type.</summary>
    public static void Map(RouteGroupBuilder streams, AssetType type)
    {
        streams.MapMethods("/{id}/subtitles/{track}.m3u8", StreamResponses.Methods, async Task<IResult> (
            string id, string track, HttpContext http, MediaAccess access, SubtitleTracks tracks, MediaStates states,
            SignedPlaylist playlists, CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var subtitles = await FindAsync(tracks, medium, track, cancellationToken);
            var seconds = (await states.FindAsync(medium, cancellationToken)).Metadata?.DurationSec ?? 0;
            http.NotStored();
            return TypedResults.Text(
                playlists.Sign(OfferedSubtitles.Playlist(subtitles, seconds), http.Request), StreamKeys.PlaylistContentType, Encoding.UTF8);
        });

        streams.MapMethods("/{id}/subtitles/{track}.vtt", StreamResponses.Methods, async Task<IResult> (
            string id, string track, HttpContext http, MediaAccess access, SubtitleTracks tracks, SubtitleText text,
            CancellationToken cancellationToken) =>
        {
            if (await access.FindAsync(type, id, http, cancellationToken) is not { } medium) return TypedResults.Challenge();
            var subtitles = await FindAsync(tracks, medium, track, cancellationToken);
            http.NotStored();
            return TypedResults.Stream(
                target => text.WriteAsync(subtitles.Medium, target, cancellationToken), $"{StreamKeys.TextContentType}; charset=utf-8");
        });
    }

    private static async Task<SubtitleTrack> FindAsync(
        SubtitleTracks tracks, Medium video, string id, CancellationToken cancellationToken) =>
        (await tracks.FindAsync(video, cancellationToken)).FirstOrDefault(track => track.Medium.Id == id)
        ?? throw RefusalException.NotFound($"There is no text track '{NameRules.Printable(id)}' beside '{video.Id}'.");
}
