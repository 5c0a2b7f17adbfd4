using System.Globalization;
using System.Text;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>A playlist of content-addressed segments (RFC 8216).</summary>
internal sealed class HlsPlaylist
{
    private const int BitsOfByte = 8;
    private readonly StringBuilder _segments = new();
    private double _longest;
    private double _peak;
    private long _bytes;

    /// <summary>Seconds, all segments together.</summary>
    public double Duration { get; private set; }

    /// <summary>Bits a second of the dearest segment.</summary>
    public long PeakBitRate => (long)Math.Ceiling(_peak);

    /// <summary>Bits a second of all segments together.</summary>
    public long AverageBitRate => Duration > 0 ? (long)Math.Ceiling(_bytes * BitsOfByte / Duration) : 0;

    /// <summary>Adds the next segment.</summary>
    /// <param name="seconds">How long it plays, measured.</param>
    /// <param name="bytes">How large it is.</param>
    /// <param name="name">Its <see cref="ObjectName"/>, with its extension.</param>
    public void Add(double seconds, long bytes, string name)
    {
        // Relative to /videos/{id}/stream/{streamHash}.m3u8, where BSS serves it.
        _segments.Append(CultureInfo.InvariantCulture, $"#EXTINF:{seconds:F6},\n../chunks/{name}\n");
        _longest = Math.Max(_longest, seconds);
        _peak = Math.Max(_peak, bytes * BitsOfByte / seconds);
        _bytes += bytes;
        Duration += seconds;
    }

    /// <summary>The playlist as it is stored.</summary>
    /// <remarks>No segment, rounded to whole seconds, is longer than the target (4.3.3.1); each begins with a keyframe (4.3.5.1).</remarks>
    public override string ToString() =>
        $"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{Target}\n"
        + $"#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n{_segments}#EXT-X-ENDLIST\n";

    private string Target => Math.Max(1, (int)Math.Round(_longest, MidpointRounding.AwayFromZero)).ToString(CultureInfo.InvariantCulture);
}
