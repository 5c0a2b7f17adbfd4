namespace DreamLake.Lambda.Splitting;

/// <summary>What ffmpeg and ffprobe may do with a content. Whoever uploads it chose its every byte.</summary>
internal static class InputRules
{
    /// <summary>The content's name in its folder. The asset's own name is never a file's name or an option.</summary>
    public const string ContentName = "content";

    /// <summary>Files only, and containers only: a playlist that is called a video must not make ffmpeg read other files.</summary>
    public static readonly IReadOnlyList<string> Arguments =
    [
        "-protocol_whitelist", "file",
        "-format_whitelist", "mov,matroska,mpegts,avi,wav,w64,mp3,aac,ogg,flac",
        "-i", ContentName,
    ];
}
