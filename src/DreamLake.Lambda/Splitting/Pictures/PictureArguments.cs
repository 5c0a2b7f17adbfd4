using System.Globalization;

namespace DreamLake.Lambda.Splitting.Pictures;

/// <summary>How ffmpeg is told to make a video's pictures from its segments.</summary>
internal static class PictureArguments
{
    /// <summary>The poster's name in the folder.</summary>
    public const string PosterName = "poster.jpg";

    /// <summary>The storyboard's name in the folder.</summary>
    public const string StoryboardName = "storyboard.jpg";

    /// <summary>The name of the list of segments that the pictures are taken from.</summary>
    public const string ListName = "pictures.m3u8";

    // Between the segments that are taken lie others, whose time must not be taken for a broken clock's.
    private const string NoGapIsAFault = "1000000000";

    /// <summary>Both in one run. Keyframes alone are decoded: each segment begins with one.</summary>
    public static IEnumerable<string> For(double seconds, PictureSize poster, PictureSize small, Storyboard board, SplitLimits limits) =>
    [
        "-hide_banner", "-v", "error", "-nostdin", "-y", "-threads", Number(limits.Threads), "-skip_frame", "nokey",
        "-protocol_whitelist", "file", "-format_whitelist", "hls,mpegts", "-codec_whitelist", "h264,aac,mp3,mp3float",
        "-max_pixels", Number(limits.MaxPixels), "-dts_delta_threshold", NoGapIsAFault, "-i", ListName,
        // The first picture, and over it the first after some time.
        .. Output(
            $"select=eq(n\\,0)+gte(t\\,{Number(PosterAt(seconds))})*lt(prev_selected_t\\,{Number(PosterAt(seconds))}),{poster.Filter}",
            PosterName),
        .. Output(
            $"fps=1/{Number(board.Interval)}:start_time=0:round=up,{small.Filter},tile={Number(Storyboard.Columns)}x{Number(board.Rows)}",
            StoryboardName),
    ];

    // The first picture of a recording is often black, or of a hand that starts it.
    private static double PosterAt(double seconds) => seconds / 10;

    private static string[] Output(string filters, string name) =>
        // As many pictures as pass the filters: a constant rate would encode each again for as long as it is shown.
        [
            "-map", "0:v:0", "-vf", filters, "-fps_mode", "passthrough", "-q:v", "4", "-pix_fmt", "yuvj420p",
            "-f", "image2", "-update", "1", name,
        ];

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
