namespace DreamLake.Lambda.Splitting.Probing;

/// <summary>What the packets of one stream show: how long it really is, where it has holes, and how a copy of it could be cut.</summary>
/// <remarks>Holds a few numbers, however long the film.</remarks>
internal sealed class StreamSurvey
{
    private double? _firstKeyframe;
    private double _segmentStart;
    private double _keyframe;
    private double _longest;
    private double _latest = double.NegativeInfinity;
    private int _segment = 1;

    /// <summary>Packets.</summary>
    public long Count { get; private set; }

    /// <summary>When the first is shown, in seconds; infinite where none is.</summary>
    public double Start { get; private set; } = double.PositiveInfinity;

    /// <summary>When the last is over, in seconds.</summary>
    public double End { get; private set; } = double.NegativeInfinity;

    /// <summary>The longest time from the start of one packet to the start of a later one, in seconds.</summary>
    public double LongestStep { get; private set; }

    /// <summary>Whether pictures after a keyframe are shown before it: they need what was before (an open group of pictures).</summary>
    public bool HasLeadingPictures { get; private set; }

    /// <summary>Whether the packets do not tell when they are shown, or do not begin with a keyframe.</summary>
    public bool IsUnsure { get; private set; }

    /// <summary>Seconds from its start to its end.</summary>
    public double Seconds => Count == 0 ? 0 : End - Start;

    /// <summary>
    /// The longest segment that a copy would have, in seconds: cut as ffmpeg's HLS muxer does, where the n-th segment ends at the first
    /// keyframe at or after n times the meant length. Infinite where that is not sure.
    /// </summary>
    public double LongestSegment =>
        IsUnsure || _firstKeyframe is null ? double.PositiveInfinity : Math.Max(_longest, End - _segmentStart);

    /// <summary>Takes the next packet, in the file's order.</summary>
    /// <param name="shown">When it is shown, in seconds; null where it does not say.</param>
    /// <param name="lasts">How long, in seconds; 0 where it does not say.</param>
    /// <param name="isKeyframe">Whether a decoder can begin with it.</param>
    /// <param name="segmentSeconds">How long segments are meant to be.</param>
    public void Add(double? shown, double lasts, bool isKeyframe, double segmentSeconds)
    {
        Count++;
        if (shown is not { } now || (_firstKeyframe is null && !isKeyframe))
        {
            IsUnsure = true;
            return;
        }

        if (isKeyframe) Cut(now, segmentSeconds);
        else HasLeadingPictures |= now < _keyframe;
        if (Count > 1) LongestStep = Math.Max(LongestStep, now - _latest);
        _latest = Math.Max(_latest, now);
        Start = Math.Min(Start, now);
        End = Math.Max(End, now + lasts);
    }

    private void Cut(double now, double segmentSeconds)
    {
        _keyframe = now;
        if (_firstKeyframe is null)
        {
            (_firstKeyframe, _segmentStart) = (now, now);
        }
        else if (now - _firstKeyframe >= segmentSeconds * _segment)
        {
            _longest = Math.Max(_longest, now - _segmentStart);
            _segmentStart = now;
            _segment++;
        }
    }
}
