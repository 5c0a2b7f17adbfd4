namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>When a segment's pictures are shown, and whether a decoder can begin with the first.</summary>
internal sealed class VideoTimes
{
    private const int Slice = 1, InstantRefresh = 5, ParameterSet = 7, TypeMask = 0x1F;
    private double _last = double.NegativeInfinity, _lastButOne = double.NegativeInfinity;
    private uint _window = uint.MaxValue;
    private bool _isKnown;
    private byte[]? _h264;
    private int _h264Read;

    /// <summary>When the first one in the segment is shown; null without any.</summary>
    public double? Start { get; private set; }

    /// <summary>When the last begins to be shown.</summary>
    public double? End => Start is null ? null : _last;

    /// <summary>From the last but one to the last; null where there is one only.</summary>
    public double? LastStep => double.IsFinite(_lastButOne) ? _last - _lastButOne : null;

    /// <summary>Whether the first picture needs none before it (an IDR picture, ITU-T H.264 7.4.1.2.4).</summary>
    public bool BeginsWithKeyframe { get; private set; }

    /// <summary>Profile, constraints and level: what a sequence parameter set begins with (7.3.2.1.1); null where none was seen.</summary>
    public byte[]? H264 => _h264Read == 3 ? _h264 : null;

    /// <summary>Takes the time of the next picture in decoding order.</summary>
    public void Add(double time)
    {
        Start = Math.Min(Start ?? time, time);
        if (time > _last) (_lastButOne, _last) = (_last, time);
        else if (time > _lastButOne) _lastButOne = time;
    }

    /// <summary>Looks through the pictures' bytes for the first slice: its type tells.</summary>
    public void Look(ReadOnlySpan<byte> bytes)
    {
        if (_isKnown) return;
        foreach (var value in bytes)
        {
            _window = (_window << 8) | value;
            if (_h264 is not null && _h264Read < _h264.Length) _h264[_h264Read++] = value;
            // A unit begins after 00 00 01.
            if (_window >> 8 != 1) continue;
            var type = value & TypeMask;
            if (type == ParameterSet) _h264 ??= new byte[3];
            if (type is not (Slice or InstantRefresh)) continue;
            BeginsWithKeyframe = type == InstantRefresh;
            _isKnown = true;
            return;
        }
    }
}
