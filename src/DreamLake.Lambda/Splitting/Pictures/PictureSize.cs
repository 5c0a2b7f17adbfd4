using System.Globalization;
using DreamLake.Lambda.Splitting.Probing;

namespace DreamLake.Lambda.Splitting.Pictures;

/// <summary>How large a picture is made of a video, with square pixels.</summary>
/// <param name="Width">Pixels, even.</param>
/// <param name="Height">Pixels, even.</param>
internal sealed record PictureSize(int Width, int Height)
{
    /// <summary>The largest of the video's shape that fits into a square, and is no larger than the video.</summary>
    public static PictureSize Within(int side, VideoTrack video)
    {
        var (width, height) = (video.Width * Aspect(video.SampleAspect), (double)video.Height);
        var shrink = Math.Min(1, side / Math.Max(width, height));
        return new(Even(width * shrink), Even(height * shrink));
    }

    /// <summary>As a filter of ffmpeg's.</summary>
    public string Filter => string.Create(CultureInfo.InvariantCulture, $"scale={Width}:{Height},setsar=1");

    private static int Even(double pixels) => Math.Max(2, (int)(pixels / 2) * 2);

    private static double Aspect(string? ratio) =>
        ratio?.Split(':') is [var wide, var high]
        && double.TryParse(wide, NumberStyles.Float, CultureInfo.InvariantCulture, out var width)
        && double.TryParse(high, NumberStyles.Float, CultureInfo.InvariantCulture, out var height)
        && width > 0 && height > 0
            ? width / height
            : 1;
}
