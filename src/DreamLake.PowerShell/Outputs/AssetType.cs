namespace DreamLake.PowerShell;

/// <summary>The types of asset.</summary>
public enum AssetType
{
    /// <summary>Moving pictures: .mp4, .mkv, .mov, .webm.</summary>
    Video,

    /// <summary>Sound: .wav, .mp3, .aac, .opus, .flac, .m4a.</summary>
    Audio,

    /// <summary>Annotations, a JSON document a line: .jsonl.</summary>
    LabelTrack,

    /// <summary>Text with times: .srt, .vtt; .jsonl where asked for.</summary>
    TextTrack,
}
