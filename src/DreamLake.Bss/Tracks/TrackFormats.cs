using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Bss.Tracks;

/// <summary>Which format a track is in.</summary>
internal static class TrackFormats
{
    /// <summary>The word of CSV.</summary>
    public const string Csv = "csv";

    /// <summary>
    /// The format's word, as it is kept and answered: srt, vtt or jsonl for a text track, csv for a label track that is one; else null.
    /// </summary>
    /// <param name="type">The type it is registered as.</param>
    /// <param name="format">The format that the request names, or null: then the name's extension says it.</param>
    /// <param name="name">The asset's name.</param>
    /// <exception cref="RefusalException">422: there is no such format of text tracks.</exception>
    public static string? WordOf(AssetType type, string? format, AssetName name)
    {
        if (type == AssetType.LabelTrack) return IsCsv(format, name) ? Csv : null;
        if (type != AssetType.TextTrack) return null;
        var word = string.IsNullOrEmpty(format) ? type.FormatOf(name.Leaf) : format.ToLowerInvariant();
        return word is "srt" or "vtt" or "jsonl"
            ? word
            : throw RefusalException.Wrong(
                $"'{NameRules.Printable(word ?? "")}' is not a format of text tracks: they are srt, vtt and jsonl. Name one in 'format'.");
    }

    /// <summary>A fresh reader of a track; null for video and audio, which are not read.</summary>
    public static ITrackFormat? ReaderOf(AssetType type, string? word) => word switch
    {
        "srt" => new SubRip(),
        "vtt" => new WebVtt(),
        "jsonl" => new JsonLines(fields: null),
        Csv => new CommaSeparated(new FieldNames()),
        _ => type == AssetType.LabelTrack ? new JsonLines(new FieldNames()) : null,
    };

    private static bool IsCsv(string? format, AssetName name) => string.IsNullOrEmpty(format)
        ? name.Leaf.EndsWith('.' + Csv, StringComparison.OrdinalIgnoreCase)
        : format.Equals(Csv, StringComparison.OrdinalIgnoreCase);
}
