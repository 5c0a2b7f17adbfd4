namespace DreamLake.Lambda;

/// <summary>Where a split lies in the bucket: keys named after the bytes under them, so that the same split is stored once.</summary>
public static class StreamKeys
{
    /// <summary>The content type of a segment.</summary>
    public const string SegmentContentType = "video/mp2t";

    /// <summary>The content type of a playlist.</summary>
    public const string PlaylistContentType = "application/vnd.apple.mpegurl";

    /// <summary>The key of a segment: <c>{owner}/{project}/segments/{hash}.ts</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="hash">The segment's SHA-256, 64 hex digits; 16 from version 0.1.</param>
    public static string Segment(string owner, string project, string hash) => $"{owner}/{project}/segments/{hash}.ts";

    /// <summary>The key of a playlist: <c>{owner}/{project}/playlists/{streamHash}.m3u8</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="streamHash">The playlist's SHA-256, 64 hex digits; 16 from version 0.1.</param>
    public static string Playlist(string owner, string project, string streamHash) => $"{owner}/{project}/playlists/{streamHash}.m3u8";
}
