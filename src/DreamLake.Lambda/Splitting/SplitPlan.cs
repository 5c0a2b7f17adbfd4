using System.Globalization;
using DreamLake.Protocol;
using FFMpegCore;

namespace DreamLake.Lambda.Splitting;

/// <summary>Which streams of a content are streamed, and which of them as they are.</summary>
/// <param name="Video">The picture; null for sound alone.</param>
/// <param name="CopiesVideo">Whether HLS can carry the picture as it is.</param>
/// <param name="Audio">The sound; null for a picture alone.</param>
/// <param name="CopiesAudio">Whether HLS can carry the sound as it is.</param>
internal sealed record SplitPlan(VideoStream? Video, bool CopiesVideo, AudioStream? Audio, bool CopiesAudio)
{
    /// <summary>How long segments are meant to be, in seconds.</summary>
    public const int SegmentSeconds = 2;

    /// <summary>How long a copied one may get, in seconds. A player loads a whole segment before it shows anything.</summary>
    public const double LongestSegmentSeconds = 6;

    /// <summary>The name of ffmpeg's own playlist in the folder.</summary>
    public const string ListName = "list.m3u8";

    private const double FallbackFps = 30;
    private const double HighestFps = 120;
    private const int HighestSampleRate = 48_000;

    /// <summary>Whether any stream is copied.</summary>
    public bool Copies => CopiesVideo || CopiesAudio;

    /// <summary>The same streams, none copied.</summary>
    public SplitPlan Transcoding => this with { CopiesVideo = false, CopiesAudio = false };

    /// <summary>Chooses the streams: the first of each kind. A cover picture in a sound file is no video.</summary>
    /// <exception cref="UnsplittableException">There is none of the kind that the type needs.</exception>
    public static SplitPlan For(IMediaAnalysis media, AssetType type)
    {
        var video = type == AssetType.Video ? media.VideoStreams.FirstOrDefault(stream => !IsCover(stream)) : null;
        var audio = media.AudioStreams.Count > 0 ? media.AudioStreams[0] : null;
        if (video is null && audio is null)
            throw new UnsplittableException(type == AssetType.Video ? "It holds neither a picture nor sound." : "It holds no sound.");
        return new(video, video is not null && HlsCodecs.Carries(video), audio, audio is not null && HlsCodecs.Carries(audio));
    }

    /// <summary>ffmpeg's arguments.</summary>
    public IEnumerable<string> Arguments() =>
    [
        "-hide_banner", "-v", "error", "-nostdin", "-y",
        .. InputRules.Arguments,
        .. VideoArguments(),
        .. AudioArguments(),
        "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-max_muxing_queue_size", "4096",
        "-f", "hls", "-hls_time", $"{SegmentSeconds}", "-hls_playlist_type", "vod", "-hls_segment_type", "mpegts",
        "-hls_segment_filename", "%08d.ts", ListName,
    ];

    private IEnumerable<string> VideoArguments()
    {
        if (Video is null) return [];
        string[] map = ["-map", $"0:{Video.Index}"];
        if (CopiesVideo) return [.. map, "-c:v", "copy"];

        // A constant frame rate: a file that says "1000 a second" but holds twelve would otherwise be filled up with copies.
        // H.264 in 4:2:0 needs even sides.
        var fps = Math.Clamp(FramesPerSecond(Video) ?? FallbackFps, 1, HighestFps).ToString(CultureInfo.InvariantCulture);
        return
        [
            .. map,
            "-vf", $"fps={fps},scale=max(2\\,trunc(iw/2)*2):max(2\\,trunc(ih/2)*2)",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-profile:v", "high", "-pix_fmt", "yuv420p",
            "-force_key_frames", $"expr:gte(t,n_forced*{SegmentSeconds})",
        ];
    }

    private IEnumerable<string> AudioArguments()
    {
        if (Audio is null) return [];
        string[] map = ["-map", $"0:{Audio.Index}"];
        if (CopiesAudio) return [.. map, "-c:a", "copy"];
        return
        [
            .. map, "-c:a", "aac", "-b:a", "160k",
            .. Audio.SampleRateHz > HighestSampleRate ? ["-ar", $"{HighestSampleRate}"] : Array.Empty<string>(),
            .. Channels(Audio.Channels ?? 0),
        ];
    }

    /// <summary>Every player plays stereo. A microphone array's channels have no places to mix them by: its first two are played.</summary>
    private static string[] Channels(int channels) => channels switch
    {
        <= 2 => [],
        <= 8 => ["-ac", "2"],
        _ => ["-af", "pan=stereo|c0=c0|c1=c1"],
    };

    /// <summary>A stream's average frame rate, where it has one.</summary>
    public static double? FramesPerSecond(VideoStream video) =>
        double.IsFinite(video.AverageFrameRate) && video.AverageFrameRate > 0 ? video.AverageFrameRate : null;

    private static bool IsCover(VideoStream stream) => stream.Disposition?.GetValueOrDefault("attached_pic") == true;
}
