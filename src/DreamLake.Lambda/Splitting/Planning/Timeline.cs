using DreamLake.Lambda.Splitting.Probing;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>When the streams that are split really begin and end, in seconds of the source's clock: measured from their packets.</summary>
/// <param name="Video">The picture's packets; null for sound alone.</param>
/// <param name="Audio">The sound's packets; null for a picture alone.</param>
internal sealed record Timeline(StreamSurvey? Video, StreamSurvey? Audio)
{
    /// <summary>Where both may differ without a player noticing.</summary>
    private const double Tolerance = 0.3;

    private const double LongestHole = 0.15;

    /// <summary>When the first of them begins.</summary>
    public double Start => Math.Min(Video?.Start ?? double.PositiveInfinity, Audio?.Start ?? double.PositiveInfinity);

    /// <summary>When the last of them ends.</summary>
    public double End => Math.Max(Video?.End ?? double.NegativeInfinity, Audio?.End ?? double.NegativeInfinity);

    /// <summary>How long it plays.</summary>
    public double Seconds => double.IsFinite(End - Start) ? Math.Max(0, End - Start) : 0;

    /// <summary>How long the picture stands still after its end because the sound goes on; 0 where it need not.</summary>
    public double PictureStandsStill => Video is null || Audio is null || Audio.End - Video.End <= Tolerance ? 0 : Audio.End - Video.End;

    /// <summary>When the picture ends, counted from the start; 0 without one.</summary>
    public double PictureEnds => Video is null ? 0 : Math.Max(0, Video.End - Start);

    /// <summary>Whether the picture is there from the start and to the end, so that a player is never without one.</summary>
    public bool PictureIsWhole => Video is not null && Video.Start - Start <= Tolerance && PictureStandsStill == 0;

    /// <summary>Whether the sound is there from the start and to the end, without holes: a player stops at one.</summary>
    public bool SoundIsWhole => Audio is { IsUnsure: false, LongestGap: <= LongestHole }
        && Audio.Start - Start <= Tolerance && End - Audio.End <= Tolerance;
}
