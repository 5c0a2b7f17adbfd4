using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DreamLake.Bss.Tracks;

/// <summary>Reads the entries of a track with their times, as a time line shows them.</summary>
internal static class TrackEntries
{
    /// <summary>The most entries that are told.</summary>
    public const int Most = 5000;

    private const int LongestText = 300;

    // Beyond this a time counts from 1970, and the track from its first.
    private const double LongestRecording = 100_000_000;

    private static readonly string[] Starts = ["t", "time", "start", "startSec", "start_time", "begin", "from", "timestamp", "ts"];
    private static readonly string[] Ends = ["end", "endSec", "end_time", "to", "until"];
    private static readonly string[] Lengths = ["duration", "durationSec", "dur", "length"];
    private static readonly string[] Names = ["label", "text", "name", "caption"];

    /// <summary>Reads some lines' entries, in the order of their times.</summary>
    /// <param name="content">The track.</param>
    /// <param name="format">The word of its format (<see cref="TrackFormats.WordOf"/>); null for JSON Lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TrackTimes> ReadAsync(Stream content, string? format, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content, Encoding.UTF8);
        var (entries, hasMore) = format switch
        {
            "srt" or "vtt" => await FromCuesAsync(reader, cancellationToken),
            TrackFormats.Csv => await FromCsvAsync(reader, cancellationToken),
            _ => await FromJsonAsync(reader, cancellationToken),
        };
        entries.Sort((one, other) => one.Start.CompareTo(other.Start));
        var origin = entries.Count > 0 && entries[0].Start > LongestRecording ? entries[0].Start : 0;
        return new TrackTimes(
            origin == 0 ? entries : entries.ConvertAll(entry => entry with { Start = entry.Start - origin, End = entry.End - origin }),
            hasMore);
    }

    private static async Task<(List<TrackEntry> Entries, bool HasMore)> FromJsonAsync(
        StreamReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<TrackEntry>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (entries.Count == Most) return (entries, true);
            if (EntryOf(line) is { } entry) entries.Add(entry);
        }

        return (entries, false);
    }

    // What has no time, or is no object, has no place on a time line.
    private static TrackEntry? EntryOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? EntryOf(FieldsOf(document.RootElement)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<Field> FieldsOf(JsonElement root)
    {
        var fields = new List<Field>();
        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) continue;
            var number = field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var value) ? value : double.NaN;
            var text = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText();
            fields.Add(new Field(field.Name, text, number));
        }

        return fields;
    }

    private static async Task<(List<TrackEntry> Entries, bool HasMore)> FromCsvAsync(
        StreamReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<TrackEntry>();
        var records = new CsvRecords(reader);
        if (await records.NextAsync(cancellationToken) is not { } header) return (entries, false);
        var names = header.Select(name => name.Trim()).ToArray();
        while (await records.NextAsync(cancellationToken) is { } record)
        {
            if (entries.Count == Most) return (entries, true);
            if (EntryOf([.. names.Zip(record).Where(field => field.Second.Length > 0).Select(FieldOf)]) is { } entry) entries.Add(entry);
        }

        return (entries, false);
    }

    private static Field FieldOf((string Name, string Text) told) => new(
        told.Name, told.Text,
        double.TryParse(told.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);

    private static TrackEntry? EntryOf(List<Field> fields)
    {
        if (NumberOf(fields, Starts) is not { } start) return null;
        var end = NumberOf(fields, Ends) ?? (NumberOf(fields, Lengths) is { } length ? start + length : null);
        return new TrackEntry(start, end, TextOf(fields));
    }

    private static double? NumberOf(List<Field> fields, string[] names)
    {
        foreach (var name in names)
        {
            if (fields.FindLast(field => field.Is(name) && double.IsFinite(field.Number)) is { } found) return found.Number;
        }

        return null;
    }

    private static string TextOf(List<Field> fields)
    {
        var parts = new List<string>();
        foreach (var field in fields)
        {
            if (field.IsOneOf(Starts) || field.IsOneOf(Ends) || field.IsOneOf(Lengths)) continue;
            if (field.IsOneOf(Names)) parts.Insert(0, field.Text);
            else parts.Add($"{field.Name} {field.Text}");
        }

        return Short(string.Join(", ", parts));
    }

    private static async Task<(List<TrackEntry> Entries, bool HasMore)> FromCuesAsync(
        StreamReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<TrackEntry>();
        var text = new StringBuilder();
        (double From, double To)? cue = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (CueTimes.TryReadSubRip(Encoding.UTF8.GetBytes(line), out var from, out var to))
            {
                Take();
                if (entries.Count == Most) return (entries, true);
                cue = (from / 1000.0, to / 1000.0);
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                Take();
            }
            else if (cue is not null)
            {
                text.Append(text.Length > 0 ? " " : "").Append(line.Trim());
            }
        }

        Take();
        return (entries, false);

        void Take()
        {
            if (cue is { } times) entries.Add(new TrackEntry(times.From, times.To, Short(text.ToString())));
            cue = null;
            text.Clear();
        }
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";

    /// <summary>A field of a label, by its name.</summary>
    /// <param name="Name">The name; spreadsheets write it with capitals.</param>
    /// <param name="Text">What it holds.</param>
    /// <param name="Number">The same as a number; NaN where it is none.</param>
    private sealed record Field(string Name, string Text, double Number)
    {
        public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

        public bool IsOneOf(string[] names) => Array.Exists(names, Is);
    }
}

/// <summary>Entries of a track.</summary>
/// <param name="Entries">In the order of their beginnings.</param>
/// <param name="HasMore">Whether the track holds more than are told.</param>
internal sealed record TrackTimes(IReadOnlyList<TrackEntry> Entries, bool HasMore);

/// <summary>An entry of a track.</summary>
/// <param name="Start">When it begins, in seconds of the recording.</param>
/// <param name="End">When it ends; null for one that holds until the next.</param>
/// <param name="Text">What it says.</param>
internal sealed record TrackEntry(double Start, double? End, string Text);
