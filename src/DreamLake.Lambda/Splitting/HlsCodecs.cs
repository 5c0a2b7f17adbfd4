using FFMpegCore;

namespace DreamLake.Lambda.Splitting;

/// <summary>What HLS over MPEG-TS carries as it is, so that players play it. Everything else is transcoded to H.264 and AAC.</summary>
internal static class HlsCodecs
{
    /// <summary>Whether a picture can be copied, as far as its codec goes (how far apart its keyframes are is another matter).</summary>
    /// <remarks>MPEG-TS has no place for a rotation: a picture that has to be turned is turned by transcoding it.</remarks>
    public static bool Carries(VideoStream video) => video.Rotation == 0 && (video.CodecName, video.PixelFormat) switch
    {
        // Lossless H.264 is 4:2:0 in a profile that no player in a browser decodes.
        ("h264", "yuv420p" or "yuvj420p") => video.Profile != "High 4:4:4 Predictive",
        ("hevc", "yuv420p" or "yuvj420p" or "yuv420p10le") => true,
        _ => false,
    };

    /// <summary>Whether a sound can be copied. Of AAC, ADTS (the form that it has in MPEG-TS) can say these profiles only.</summary>
    public static bool Carries(AudioStream audio) => (audio.CodecName, audio.Profile) switch
    {
        ("aac", "LC" or "HE-AAC" or "HE-AACv2") => audio.Channels is > 0 and <= 8,
        ("mp3" or "ac3", _) => true,
        _ => false,
    };
}
