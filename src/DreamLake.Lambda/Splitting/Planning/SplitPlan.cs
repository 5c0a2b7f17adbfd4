using DreamLake.Lambda.Splitting.Probing;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>One rendition: which picture and which sound of a content it streams, and which of them as they are.</summary>
/// <param name="Video">The picture; null for sound alone.</param>
/// <param name="CopiesVideo">Whether the picture is copied as it is.</param>
/// <param name="Audio">The sound; null for a picture alone.</param>
/// <param name="CopiesAudio">Whether the sound is copied as it is.</param>
/// <param name="Timeline">When they begin and end, and what is played with them.</param>
internal sealed record SplitPlan(VideoTrack? Video, bool CopiesVideo, AudioTrack? Audio, bool CopiesAudio, Timeline Timeline)
{
    /// <summary>How long segments are meant to be, in seconds.</summary>
    public const int SegmentSeconds = 2;

    /// <summary>How long a copied one may get, in seconds. A player loads a whole segment before it shows anything.</summary>
    public const double LongestSegmentSeconds = 6;

    /// <summary>Pictures a second at most; more are brought down to it.</summary>
    public const double HighestFps = 120;

    /// <summary>
    /// Pictures a second at least: slower ones are repeated. A player that seeks looks for a picture near the time it wants, and hls.js
    /// finds none where they are a second apart.
    /// </summary>
    public const double LowestFps = 10;

    /// <summary>Pictures of a stream at least: with fewer Chromium itself does not find out what they are (seen with 156).</summary>
    private const int FewestPictures = 10;

    /// <summary>The longest time from one picture of a copy to the next, in seconds.</summary>
    private const double LongestStep = 1;

    private const double FallbackFps = 30;

    /// <summary>Below, the samples that an encoder adds at both ends last so long that a copy is longer than the sound.</summary>
    private const int LowestSampleRate = 32_000;

    /// <summary>Whether any stream is copied.</summary>
    public bool Copies => CopiesVideo || CopiesAudio;

    /// <summary>The same streams, none copied.</summary>
    public SplitPlan Transcoding => this with { CopiesVideo = false, CopiesAudio = false };

    /// <summary>Pictures a second of a transcoded picture: a constant rate, the source's average, within what players take.</summary>
    public double Fps
    {
        get
        {
            var fewest = FewestPictures / Math.Max(Timeline.Seconds, 1 / HighestFps);
            return Math.Clamp(Math.Max(Video?.FramesPerSecond ?? FallbackFps, fewest), LowestFps, HighestFps);
        }
    }

    /// <summary>
    /// How long the last picture of a transcoded stream is repeated, in seconds, because the rest goes on or there are too few.
    /// </summary>
    public double PictureStandsStill => Video is null
        ? 0
        : Math.Max(Timeline.PictureStandsStill, FewestPictures / HighestFps - Timeline.Seconds);

    /// <summary>Pictures a second of the stream, where they are known.</summary>
    public double? StreamedFps => Video is null ? null : CopiesVideo ? Video.FramesPerSecond : Fps;

    /// <summary>Copies what every browser plays as it is, and nothing else.</summary>
    public static SplitPlan For(VideoTrack? video, AudioTrack? audio, Timeline timeline) =>
        new(video, CanCopy(video, timeline), audio, CanCopy(audio, timeline), timeline);

    private static bool CanCopy(VideoTrack? video, Timeline timeline) =>
        video is not null && PlayableCodecs.Carries(video) && timeline.PictureIsWhole
        && video.FramesPerSecond is null or >= LowestFps
        && timeline.Video is
        {
            HasLeadingPictures: false, LongestSegment: <= LongestSegmentSeconds, LongestStep: <= LongestStep, Count: >= FewestPictures,
        };

    private static bool CanCopy(AudioTrack? audio, Timeline timeline) =>
        audio is not null && PlayableCodecs.Carries(audio) && audio.SampleRate >= LowestSampleRate && timeline.SoundIsWhole;
}
