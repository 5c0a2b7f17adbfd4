namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>Segments that can be published.</summary>
/// <param name="Segments">In their order; never none.</param>
/// <param name="H264">Profile, constraints and level of the picture, as the first segment says them; null without a picture.</param>
internal sealed record CheckedStream(IReadOnlyList<Segment> Segments, byte[]? H264)
{
    /// <summary>Seconds, all segments together.</summary>
    public double Seconds => Segments.Sum(segment => segment.Seconds);
}

/// <summary>A segment that can be published.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Seconds">How long it plays, measured.</param>
internal sealed record Segment(string Path, double Seconds);
