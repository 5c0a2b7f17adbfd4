using DreamLake.Lambda.Splitting.Probing;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>What every browser plays from HLS over MPEG-TS as it is. Everything else is transcoded to H.264 and AAC.</summary>
internal static class PlayableCodecs
{
    private const double HighestFps = 120;

    /// <summary>Whether a picture can be copied, as far as its codec goes (how its keyframes lie is another matter).</summary>
    /// <remarks>
    /// MPEG-TS has no place for a rotation: a picture that has to be turned is turned by transcoding it. Browsers play HEVC on some
    /// machines
    /// only, lossless and 4:2:2 H.264 on none, and show two moments in one picture where it is interlaced.
    /// </remarks>
    public static bool Carries(VideoTrack video) =>
        video is { Codec: "h264", PixelFormat: "yuv420p" or "yuvj420p", Rotation: 0, IsInterlaced: false }
        && video.Profile is not "High 4:4:4 Predictive"
        && (video.Width & 1) == 0 && (video.Height & 1) == 0
        && video.FramesPerSecond is null or <= HighestFps;

    /// <summary>Whether a sound can be copied. Of AAC, ADTS (the form that it has in MPEG-TS) can say these profiles only.</summary>
    public static bool Carries(AudioTrack audio) => (audio.Codec, audio.Profile) switch
    {
        ("aac", "LC" or "HE-AAC" or "HE-AACv2") => audio.Channels <= 2,
        ("mp3", _) => audio.SampleRate >= 32_000,
        _ => false,
    };
}
