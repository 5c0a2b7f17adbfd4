using DreamLake.Protocol;

namespace DreamLake.Lambda;

/// <summary>Where a split lies in the bucket: keys named after the bytes under them, so that the same split is stored once.</summary>
/// <remarks>Each content's split lies in a place of its own, so that it can go with the content.</remarks>
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

    /// <summary>The place of what is split from a content: no other content ever has its S3 key, and so none its place.</summary>
    /// <param name="contentKey">The content's S3 key.</param>
    public static string PlaceOf(string contentKey) => contentKey + ".split";

    /// <summary>The place that contents of a space shared until version 0.1: their splits may have segments in common.</summary>
    /// <param name="owner">The namespace.</param>
    /// <param name="project">The space.</param>
    public static string SharedPlace(string owner, string project) => $"{owner}/{project}";

    /// <summary>The key of a segment: <c>{place}/segments/{hash}.ts</c>.</summary>
    /// <param name="place">Where the split lies.</param>
    /// <param name="hash">The segment's SHA-256, 64 hex digits; 16 from version 0.1.</param>
    public static string Segment(string place, string hash) => $"{place}/segments/{hash}.ts";

    /// <summary>The key of a segment of subtitles: <c>{place}/segments/{hash}.vtt</c>.</summary>
    /// <param name="place">Where the split lies.</param>
    /// <param name="hash">Its SHA-256, 64 hex digits.</param>
    public static string TextSegment(string place, string hash) => $"{place}/segments/{hash}.vtt";

    /// <summary>The key of a poster or of a storyboard's picture: <c>{place}/pictures/{hash}.jpg</c>.</summary>
    /// <param name="place">Where the split lies.</param>
    /// <param name="hash">Its SHA-256, 64 hex digits.</param>
    public static string Picture(string place, string hash) => $"{place}/pictures/{hash}.jpg";

    /// <summary>The key of a storyboard's table: <c>{place}/pictures/{hash}.vtt</c>.</summary>
    /// <param name="place">Where the split lies.</param>
    /// <param name="hash">Its SHA-256, 64 hex digits.</param>
    public static string Storyboard(string place, string hash) => $"{place}/pictures/{hash}.vtt";

    /// <summary>The key of a playlist: <c>{place}/playlists/{streamHash}.m3u8</c>.</summary>
    /// <param name="place">Where the split lies.</param>
    /// <param name="streamHash">The playlist's SHA-256, 64 hex digits; 16 from version 0.1.</param>
    public static string Playlist(string place, string streamHash) => $"{place}/playlists/{streamHash}.m3u8";

    /// <summary>The keys of the playlists and pictures that a split's metadata names. What its playlists list is not among them.</summary>
    /// <param name="place">Where the split lies.</param>
    /// <param name="metadata">What the split found out.</param>
    public static IReadOnlyList<string> NamedBy(string place, MediaMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        IEnumerable<string?> playlists =
            [.. metadata.Streams, metadata.Master, .. (metadata.Renditions ?? []).Select(rendition => rendition.Stream)];
        return
        [
            .. playlists.OfType<string>().Distinct().Select(hash => Playlist(place, hash)),
            .. new[] { metadata.Poster, metadata.StoryboardPicture }.OfType<string>().Select(hash => Picture(place, hash)),
            .. new[] { metadata.Storyboard }.OfType<string>().Select(hash => Storyboard(place, hash)),
        ];
    }
}
