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
    /// <param name="isJson">Whether it is JSON Lines; else SubRip or WebVTT.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TrackTimes> ReadAsync(Stream content, bool isJson, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content, Encoding.UTF8);
        var (entries, hasMore) = isJson
            ? await FromJsonAsync(reader, cancellationToken)
            : await FromCuesAsync(reader, cancellationToken);
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
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var root = document.RootElement;
            if (NumberOf(root, Starts) is not { } start) return null;
            var end = NumberOf(root, Ends) ?? (NumberOf(root, Lengths) is { } length ? start + length : null);
            return new TrackEntry(start, end, TextOf(root));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? NumberOf(JsonElement root, string[] names)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
                && double.IsFinite(number))
            {
                return number;
            }
        }

        return null;
    }

    private static string TextOf(JsonElement root)
    {
        var parts = new List<string>();
        foreach (var field in root.EnumerateObject())
        {
            if (Starts.Contains(field.Name) || Ends.Contains(field.Name) || Lengths.Contains(field.Name)) continue;
            if (field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) continue;
            var value = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText();
            if (Names.Contains(field.Name)) parts.Insert(0, value);
            else parts.Add($"{field.Name} {value}");
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
