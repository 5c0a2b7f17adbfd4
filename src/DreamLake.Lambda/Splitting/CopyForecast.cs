namespace DreamLake.Lambda.Splitting;

/// <summary>How long the segments of a copied video would get. A copy can be cut at keyframes only, wherever the camera put them.</summary>
/// <remarks>
/// Cuts as ffmpeg's HLS muxer does: the n-th segment ends at the first keyframe at or after n × 2 s from the start.
/// Holds a few numbers, however long the film.
/// </remarks>
internal sealed class CopyForecast
{
    private double? _start;
    private double _segmentStart;
    private double _last;
    private int _segment = 1;
    private double _longest;
    private bool _isUnsure;

    /// <summary>The longest segment, in seconds; infinite where the packets do not tell, or do not begin with a keyframe.</summary>
    public double LongestSegment => _isUnsure || _start is null ? double.PositiveInfinity : Math.Max(_longest, _last - _segmentStart);

    /// <summary>Takes the next packet.</summary>
    /// <param name="time">When it is shown, in seconds; null where it does not say.</param>
    /// <param name="isKeyframe">Whether a decoder can begin with it.</param>
    public void Add(double? time, bool isKeyframe)
    {
        if (time is not { } now || (_start is null && !isKeyframe))
        {
            _isUnsure = true;
            return;
        }

        if (_start is null)
        {
            (_start, _segmentStart, _last) = (now, now, now);
        }
        else if (isKeyframe && now - _start >= SplitPlan.SegmentSeconds * _segment)
        {
            _longest = Math.Max(_longest, now - _segmentStart);
            _segmentStart = now;
            _segment++;
        }

        _last = Math.Max(_last, now);
    }
}
