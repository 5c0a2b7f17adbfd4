using System.Diagnostics.CodeAnalysis;

namespace DreamLake.Protocol;

/// <summary>One of the four types of asset, and all that differs between them. One table: protocol.md, "Types".</summary>
public sealed class AssetType
{
    /// <summary>Moving pictures.</summary>
    public static readonly AssetType Video = new("Video", "video", "/videos", "bssVideoId",
        (".mp4", "video/mp4"), (".mkv", "video/x-matroska"), (".mov", "video/quicktime"), (".webm", "video/webm"),
        (".avi", "video/x-msvideo"), (".m4v", "video/x-m4v"), (".ts", "video/mp2t"), (".mts", "video/mp2t"), (".3gp", "video/3gpp"));

    /// <summary>Sound.</summary>
    public static readonly AssetType Audio = new("Audio", "audio", "/audio", "bssAudioId",
        (".wav", "audio/wav"), (".mp3", "audio/mpeg"), (".aac", "audio/aac"), (".opus", "audio/ogg"), (".flac", "audio/flac"),
        (".m4a", "audio/mp4"),
        (".ogg", "audio/ogg"), (".oga", "audio/ogg"), (".aif", "audio/aiff"));

    /// <summary>Annotations: a JSON document a line, or a table with a header (.csv).</summary>
    public static readonly AssetType LabelTrack = new("LabelTrack", "label-track", "/labels", "bssLabelId",
        (".jsonl", "application/jsonl"), (".csv", "text/csv"));

    /// <summary>Text with times: subtitles and transcripts. A .jsonl file is one only where asked for.</summary>
    public static readonly AssetType TextTrack = new("TextTrack", "text-track", "/text-tracks", "bssTextTrackId",
        (".srt", "application/x-subrip"), (".vtt", "text/vtt"));

    /// <summary>The four, in the protocol's order.</summary>
    public static readonly IReadOnlyList<AssetType> All = [Video, Audio, LabelTrack, TextTrack];

    private readonly (string Extension, string ContentType)[] _extensions;

    private AssetType(string name, string word, string bssPrefix, string bssIdField, params (string, string)[] extensions)
    {
        Name = name;
        Word = word;
        BssPrefix = bssPrefix;
        BssIdField = bssIdField;
        _extensions = extensions;
    }

    /// <summary>The name in code and in PowerShell: <c>LabelTrack</c>.</summary>
    public string Name { get; }

    /// <summary>The word on a command line and in the server's routes: <c>label-track</c>.</summary>
    public string Word { get; }

    /// <summary>The prefix of BSS's routes: <c>/labels</c>.</summary>
    public string BssPrefix { get; }

    /// <summary>DreamLake Server's route: <c>/assets/label-track</c>.</summary>
    public string ServerRoute => "/assets/" + Word;

    /// <summary>The field that holds BSS's id when the asset is registered with DreamLake Server: <c>bssLabelId</c>.</summary>
    public string BssIdField { get; }

    /// <summary>The extensions that mean this type, lower case, with their dot.</summary>
    public IEnumerable<string> Extensions => _extensions.Select(e => e.Extension);

    /// <summary>Whether the Lambda splits this type into HLS.</summary>
    public bool IsStreamed => this == Video || this == Audio;

    /// <summary>The type that a file's extension means, whatever its case.</summary>
    public static bool TryFromFileName(string fileName, [NotNullWhen(true)] out AssetType? type)
    {
        var extension = Path.GetExtension(fileName);
        type = All.FirstOrDefault(t => t.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
        return type is not null;
    }

    /// <summary>The type by its word (<c>label-track</c>) or its name (<c>LabelTrack</c>), whatever the case.</summary>
    public static bool TryFromWord(string? word, [NotNullWhen(true)] out AssetType? type)
    {
        type = All.FirstOrDefault(t =>
            string.Equals(t.Word, word, StringComparison.OrdinalIgnoreCase)
                || string.Equals(t.Name, word, StringComparison.OrdinalIgnoreCase));
        return type is not null;
    }

    /// <summary>
    /// The content type of a file of this type; <c>application/octet-stream</c> for an extension that is not in the table.
    /// </summary>
    public string ContentTypeOf(string fileName)
    {
        var extension = Path.GetExtension(fileName);
        return _extensions.FirstOrDefault(e => string.Equals(e.Extension, extension, StringComparison.OrdinalIgnoreCase)).ContentType
            ?? (string.Equals(extension, ".jsonl", StringComparison.OrdinalIgnoreCase) ? "application/jsonl" : "application/octet-stream");
    }

    /// <summary>A text track's <c>format</c> (srt, vtt or jsonl), from its extension; null for the other types.</summary>
    public string? FormatOf(string fileName) =>
        this == TextTrack ? Path.GetExtension(fileName).TrimStart('.').ToLowerInvariant() : null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
