using System.Globalization;
using System.Text;
using DreamLake.Lambda.Splitting.Checking;

namespace DreamLake.Lambda.Splitting.Pictures;

/// <summary>Small pictures of a video in equal distances, all in one, and a table of WebVTT that says which is when.</summary>
/// <param name="seconds">How long the video plays.</param>
/// <param name="size">How large each is.</param>
internal sealed class Storyboard(double seconds, PictureSize size)
{
    /// <summary>The longer side of a picture, in pixels.</summary>
    public const int Side = 160;

    /// <summary>Pictures side by side, and rows of them.</summary>
    public const int Columns = 10;

    private const double ShortestInterval = 2;

    /// <summary>Seconds from one picture to the next.</summary>
    public double Interval => Math.Max(ShortestInterval, Math.Ceiling(seconds / (Columns * Columns)));

    /// <summary>How many there are.</summary>
    public int Count => Math.Max(1, (int)Math.Ceiling(seconds / Interval));

    /// <summary>How many rows they fill.</summary>
    public int Rows => (Count + Columns - 1) / Columns;

    /// <summary>The segments that are played when its pictures are, as a playlist: of a long video most are passed over.</summary>
    public string List(IReadOnlyList<Segment> segments)
    {
        var list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-PLAYLIST-TYPE:VOD\n");
        list.Append(CultureInfo.InvariantCulture, $"#EXT-X-TARGETDURATION:{Math.Ceiling(segments.Max(segment => segment.Seconds))}\n");
        var (end, next) = (0.0, 0);
        foreach (var segment in segments)
        {
            end += segment.Seconds;
            if (next * Interval >= end) continue;
            list.Append(CultureInfo.InvariantCulture, $"#EXTINF:{segment.Seconds:0.######},\n{Path.GetFileName(segment.Path)}\n");
            next = (int)Math.Ceiling(end / Interval);
        }

        return list.Append("#EXT-X-ENDLIST\n").ToString();
    }

    /// <summary>The table: for each stretch of time the part of the picture that shows it (Media Fragments, 4.2.2).</summary>
    /// <param name="pictureHash">The picture's name.</param>
    public string Table(string pictureHash)
    {
        var table = new StringBuilder("WEBVTT\n");
        for (var i = 0; i < Count; i++)
        {
            var (x, y) = (i % Columns * size.Width, i / Columns * size.Height);
            var (from, to) = (Clock(i * Interval), Clock(Math.Min(seconds, (i + 1) * Interval)));
            // Relative to /videos/{id}/pictures/{hash}.vtt, where BSS serves it.
            table.Append(CultureInfo.InvariantCulture, $"\n{from} --> {to}\n{pictureHash}.jpg#xywh={x},{y},{size.Width},{size.Height}\n");
        }

        return table.ToString();
    }

    private static string Clock(double at)
    {
        var time = TimeSpan.FromMilliseconds(Math.Round(at * 1000));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss\\.fff}");
    }
}
