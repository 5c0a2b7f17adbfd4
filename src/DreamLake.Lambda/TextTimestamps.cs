namespace DreamLake.Lambda;

/// <summary>How WebVTT subtitles are laid over the segments of a stream.</summary>
public static class TextTimestamps
{
    /// <summary>The time in a segment, in 90,000ths of a second, at which a source's time 0 is shown: 11.4 s.</summary>
    /// <remarks>ffmpeg's muxer begins at 1.4 s, and is told to add <see cref="OffsetSeconds"/>.</remarks>
    public const long Zero = 1_026_000;

    /// <summary>
    /// Seconds that every segment's times are moved by. Pictures are decoded before they are shown, by more the slower they are: without
    /// room for that the muxer moves each rendition by what it needs, and a sound of its own would not be heard with its picture.
    /// </summary>
    internal const int OffsetSeconds = 10;

    /// <summary>The first lines of every such file (RFC 8216, 3.5).</summary>
    public static ReadOnlyMemory<byte> Header { get; } = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:1026000,LOCAL:00:00:00.000\n"u8.ToArray();
}
