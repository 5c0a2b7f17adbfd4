using DreamLake.Lambda.Splitting.Probing;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>Codecs in the words of RFC 6381, by which a player knows beforehand whether it can play a stream.</summary>
internal static class CodecNames
{
    /// <summary>Those of a rendition.</summary>
    /// <param name="h264">Profile, constraints and level, as the stream itself says; null without a picture.</param>
    /// <param name="audio">Its sound; null without.</param>
    public static IReadOnlyList<string> Of(byte[]? h264, AudioTrack? audio)
    {
        var names = new List<string>();
        if (h264 is not null) names.Add($"avc1.{Convert.ToHexStringLower(h264)}");
        if (audio is not null) names.Add(Of(audio));
        return names;
    }

    /// <summary>The object types of ISO/IEC 14496-3; 34 is MP3.</summary>
    private static string Of(AudioTrack audio) => (audio.Codec, audio.Profile) switch
    {
        ("mp3", _) => "mp4a.40.34",
        (_, "HE-AAC") => "mp4a.40.5",
        (_, "HE-AACv2") => "mp4a.40.29",
        _ => "mp4a.40.2",
    };
}
