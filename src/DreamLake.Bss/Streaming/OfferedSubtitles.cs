using System.Text;
using DreamLake.Protocol;

namespace DreamLake.Bss.Streaming;

/// <summary>Adds text tracks to a master playlist, which the Lambda wrote before it knew of them.</summary>
internal static class OfferedSubtitles
{
    private const string Variant = "#EXT-X-STREAM-INF:";
    private const string Group = "subtitles";

    /// <summary>The master playlist with the tracks as renditions of its group of subtitles.</summary>
    /// <param name="master">The playlist, as the Lambda wrote it.</param>
    /// <param name="tracks">The tracks.</param>
    public static string Add(string master, IReadOnlyList<SubtitleTrack> tracks)
    {
        if (tracks.Count == 0) return master;
        var playlist = new StringBuilder();
        foreach (var line in master.Split('\n'))
        {
            if (line.StartsWith(Variant, StringComparison.Ordinal)) playlist.Append(Entries(tracks));
            playlist.Append(line);
            if (line.StartsWith(Variant, StringComparison.Ordinal) && !line.Contains(",SUBTITLES=", StringComparison.Ordinal))
                playlist.Append($",SUBTITLES=\"{Group}\"");
            playlist.Append('\n');
        }

        return playlist.ToString().TrimEnd('\n') + '\n';
    }

    /// <summary>The playlist of a track: one segment, as long as the video.</summary>
    /// <param name="track">The track.</param>
    /// <param name="seconds">How long the video plays.</param>
    public static string Playlist(SubtitleTrack track, double seconds)
    {
        var target = Math.Max(1, (int)Math.Ceiling(seconds));
        return FormattableString.Invariant(
            $"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{target}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n")
            + FormattableString.Invariant($"#EXTINF:{seconds:F6},\n{track.Medium.Id}.vtt\n#EXT-X-ENDLIST\n");
    }

    private static string Entries(IReadOnlyList<SubtitleTrack> tracks) => string.Concat(tracks.Select(track =>
    {
        var language = track.Language.Length > 0 ? $",LANGUAGE=\"{track.Language}\",AUTOSELECT=YES" : ",AUTOSELECT=NO";
        return $"#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"{Group}\",NAME=\"{Name(track)}\"{language},DEFAULT=NO,FORCED=NO,"
            + $"URI=\"../subtitles/{track.Medium.Id}.m3u8\"\n";
    }));

    // A quoted string of a playlist holds no quote and no line's end (RFC 8216, 4.2).
    private static string Name(SubtitleTrack track) =>
        new([.. AssetName.Parse(track.Medium.Name).Leaf.Select(letter => letter == '"' || char.IsControl(letter) ? '_' : letter)]);
}
