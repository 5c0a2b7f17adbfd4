using DreamLake.Lambda.Splitting.Probing;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>When what is played together really begins and ends, in seconds of the source's clock: measured from packets.</summary>
/// <param name="Video">The picture's packets; null for sound alone.</param>
/// <param name="Audio">The sound's packets; null for a picture alone.</param>
/// <param name="Start">When the first of what is played together begins.</param>
/// <param name="End">When the last of it ends.</param>
internal sealed record Timeline(StreamSurvey? Video, StreamSurvey? Audio, double Start, double End)
{
    /// <summary>Where both may differ without a player noticing.</summary>
    private const double Tolerance = 0.3;

    /// <summary>No sound that is copied has packets this long: what takes longer from one to the next is a hole, also where MP4 gives the
    /// packet before it all of its time.</summary>
    private const double LongestHole = 0.15;

    /// <summary>How long it plays.</summary>
    public double Seconds => double.IsFinite(End - Start) ? Math.Max(0, End - Start) : 0;

    /// <summary>How long the picture stands still after its end because the rest goes on; 0 where it need not.</summary>
    public double PictureStandsStill => Video is null || End - Video.End <= Tolerance ? 0 : End - Video.End;

    /// <summary>How long the sound has to be, counted from the start, so that no picture is without; 0 where there is none.</summary>
    public double SoundLasts => HasPicture ? Seconds : 0;

    /// <summary>Whether the picture is there from the start and to the end, so that a player is never without one.</summary>
    public bool PictureIsWhole => Video is not null && Video.Start - Start <= Tolerance && PictureStandsStill == 0;

    /// <summary>Whether the sound is there from the start and to the end, without holes: a player stops at one.</summary>
    public bool SoundIsWhole => Audio is { IsUnsure: false, LongestStep: <= LongestHole }
        && Audio.Start - Start <= Tolerance && End - Audio.End <= Tolerance;

    /// <summary>Whether there is a picture, here or in what this is played with.</summary>
    private bool HasPicture { get; init; }

    /// <summary>A picture and a sound that are played together, or one of them alone.</summary>
    public static Timeline Of(StreamSurvey? video, StreamSurvey? audio) => new(
        video,
        audio,
        Math.Min(video?.Start ?? double.PositiveInfinity, audio?.Start ?? double.PositiveInfinity),
        Math.Max(video?.End ?? double.NegativeInfinity, audio?.End ?? double.NegativeInfinity)) { HasPicture = video is not null };

    /// <summary>Another picture or sound that is played in this one's time: it may be longer, and begins and ends no later.</summary>
    public Timeline With(StreamSurvey? video, StreamSurvey? audio)
    {
        var own = Of(video, audio);
        return own with { Start = Math.Min(Start, own.Start), End = Math.Max(End, own.End), HasPicture = HasPicture || own.HasPicture };
    }
}
