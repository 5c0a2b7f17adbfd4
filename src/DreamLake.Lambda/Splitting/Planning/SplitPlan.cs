using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Tools;
using DreamLake.Protocol;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>Which streams of a content are streamed, and which of them as they are.</summary>
/// <param name="Video">The picture; null for sound alone.</param>
/// <param name="CopiesVideo">Whether the picture is copied as it is.</param>
/// <param name="Audio">The sound; null for a picture alone.</param>
/// <param name="CopiesAudio">Whether the sound is copied as it is.</param>
/// <param name="Timeline">When they begin and end.</param>
internal sealed record SplitPlan(VideoTrack? Video, bool CopiesVideo, AudioTrack? Audio, bool CopiesAudio, Timeline Timeline)
{
    /// <summary>How long segments are meant to be, in seconds.</summary>
    public const int SegmentSeconds = 2;

    /// <summary>How long a copied one may get, in seconds. A player loads a whole segment before it shows anything.</summary>
    public const double LongestSegmentSeconds = 6;

    /// <summary>Pictures a second at most; more are brought down to it.</summary>
    public const double HighestFps = 120;

    private const double LowestFps = 1;
    private const double FallbackFps = 30;

    /// <summary>Whether any stream is copied.</summary>
    public bool Copies => CopiesVideo || CopiesAudio;

    /// <summary>The same streams, none copied.</summary>
    public SplitPlan Transcoding => this with { CopiesVideo = false, CopiesAudio = false };

    /// <summary>Pictures a second of a transcoded picture: a constant rate, the source's average.</summary>
    public double Fps => Math.Clamp(Video?.FramesPerSecond ?? FallbackFps, LowestFps, HighestFps);

    /// <summary>Chooses the streams: the first of each kind that holds anything. A cover picture in a sound file is no video.</summary>
    /// <param name="file">What the content says that it holds.</param>
    /// <param name="type">What it was uploaded as.</param>
    /// <param name="surveys">What its packets show, by stream.</param>
    /// <exception cref="UnsplittableException">There is none of the kind that the type needs.</exception>
    public static SplitPlan For(MediaFile file, AssetType type, IReadOnlyDictionary<int, StreamSurvey> surveys)
    {
        var video = type == AssetType.Video ? file.Videos.FirstOrDefault(track => surveys.ContainsKey(track.Index)) : null;
        var audio = file.Audios.FirstOrDefault(track => surveys.ContainsKey(track.Index));
        if (video is null && audio is null) throw new UnsplittableException(NothingOf(file, type));

        var timeline = new Timeline(video is null ? null : surveys[video.Index], audio is null ? null : surveys[audio.Index]);
        return new(video, CanCopy(video, timeline), audio, CanCopy(audio, timeline), timeline);
    }

    private static bool CanCopy(VideoTrack? video, Timeline timeline) =>
        video is not null && PlayableCodecs.Carries(video) && timeline.PictureIsWhole
        && timeline.Video is { HasLeadingPictures: false, LongestSegment: <= LongestSegmentSeconds };

    private static bool CanCopy(AudioTrack? audio, Timeline timeline) =>
        audio is not null && PlayableCodecs.Carries(audio) && timeline.SoundIsWhole;

    private static string NothingOf(MediaFile file, AssetType type)
    {
        var isEmpty = file.Audios.Count > 0 || (type == AssetType.Video && file.Videos.Count > 0);
        if (isEmpty) return "There is nothing in it to play: it lasts no time.";
        return type == AssetType.Video ? "It holds neither a picture nor sound." : "It holds no sound.";
    }
}
