namespace DreamLake.Lambda;

/// <summary>Where a split lies in the bucket: keys named after the bytes under them, so that the same split is stored once.</summary>
public static class StreamKeys
{
    /// <summary>The content type of a segment.</summary>
    public const string SegmentContentType = "video/mp2t";

    /// <summary>The content type of a playlist.</summary>
    public const string PlaylistContentType = "application/vnd.apple.mpegurl";

    /// <summary>The content type of subtitles and storyboards.</summary>
    public const string TextContentType = "text/vtt";

    /// <summary>The content type of pictures.</summary>
    public const string PictureContentType = "image/jpeg";

    /// <summary>The key of a segment: <c>{owner}/{project}/segments/{hash}.ts</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="hash">The segment's SHA-256, 64 hex digits; 16 from version 0.1.</param>
    public static string Segment(string owner, string project, string hash) => $"{owner}/{project}/segments/{hash}.ts";

    /// <summary>The key of a segment of subtitles: <c>{owner}/{project}/segments/{hash}.vtt</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="hash">Its SHA-256, 64 hex digits.</param>
    public static string TextSegment(string owner, string project, string hash) => $"{owner}/{project}/segments/{hash}.vtt";

    /// <summary>The key of a poster or of a storyboard's picture: <c>{owner}/{project}/pictures/{hash}.jpg</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="hash">Its SHA-256, 64 hex digits.</param>
    public static string Picture(string owner, string project, string hash) => $"{owner}/{project}/pictures/{hash}.jpg";

    /// <summary>The key of a storyboard's table: <c>{owner}/{project}/pictures/{hash}.vtt</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="hash">Its SHA-256, 64 hex digits.</param>
    public static string Storyboard(string owner, string project, string hash) => $"{owner}/{project}/pictures/{hash}.vtt";

    /// <summary>The key of a playlist: <c>{owner}/{project}/playlists/{streamHash}.m3u8</c>.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    /// <param name="streamHash">The playlist's SHA-256, 64 hex digits; 16 from version 0.1.</param>
    public static string Playlist(string owner, string project, string streamHash) => $"{owner}/{project}/playlists/{streamHash}.m3u8";
}
