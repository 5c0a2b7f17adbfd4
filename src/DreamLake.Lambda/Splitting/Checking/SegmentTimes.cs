namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>What one segment holds, in seconds of the stream's clock.</summary>
/// <param name="VideoStart">When its first picture is shown; null without any.</param>
/// <param name="LastPicture">When its last picture begins to be shown.</param>
/// <param name="LastStep">How long the picture before the last was shown; null where there is one only.</param>
/// <param name="BeginsWithKeyframe">Whether its picture can be decoded without the segment before.</param>
/// <param name="AudioStart">When its sound begins; null without any.</param>
/// <param name="AudioEnd">When its sound is over.</param>
internal sealed record SegmentTimes(
    double? VideoStart, double? LastPicture, double? LastStep, bool BeginsWithKeyframe, double? AudioStart, double? AudioEnd)
{
    /// <summary>Profile, constraints and level of its picture; null without any.</summary>
    public byte[]? H264 { get; init; }

    /// <summary>When it begins: with its picture, where it has one.</summary>
    public double? Start => VideoStart ?? AudioStart;

    /// <summary>When it is over.</summary>
    /// <param name="pictureSeconds">How long a picture lasts that has none before it.</param>
    public double End(double pictureSeconds) => Math.Max(
        LastPicture + (LastStep ?? pictureSeconds) ?? double.NegativeInfinity, AudioEnd ?? double.NegativeInfinity);
}
