using System.Globalization;
using System.Text;

namespace DreamLake.Lambda.Splitting;

/// <summary>A playlist of content-addressed segments.</summary>
internal sealed class HlsPlaylist
{
    private readonly StringBuilder _segments = new();
    private double _longest;

    /// <summary>Seconds, all segments together.</summary>
    public double Duration { get; private set; }

    /// <summary>Adds the next segment.</summary>
    /// <param name="seconds">How long it is.</param>
    /// <param name="hash">Its <see cref="ContentHash"/>.</param>
    public void Add(double seconds, string hash)
    {
        // Relative to /videos/{id}/stream/{streamHash}.m3u8, where BSS serves it.
        _segments.Append(CultureInfo.InvariantCulture, $"#EXTINF:{seconds:F6},\n../chunks/{hash}.ts\n");
        _longest = Math.Max(_longest, seconds);
        Duration += seconds;
    }

    /// <summary>The playlist as it is stored.</summary>
    public override string ToString() =>
        $"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{Math.Max(1, (int)Math.Ceiling(_longest))}\n"
        + $"#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n{_segments}#EXT-X-ENDLIST\n";

    /// <summary>The segments that ffmpeg's own playlist lists: how long each is, and its file.</summary>
    public static IEnumerable<(double Seconds, string FileName)> ReadList(string path)
    {
        const string Duration = "#EXTINF:";
        double seconds = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(Duration, StringComparison.Ordinal))
                seconds = double.Parse(line.AsSpan(Duration.Length).TrimEnd(','), CultureInfo.InvariantCulture);
            else if (line.Length > 0 && line[0] != '#')
                yield return (seconds, line);
        }
    }
}
