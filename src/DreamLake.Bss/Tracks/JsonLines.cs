using System.Text.Json;
using System.Text.Unicode;

namespace DreamLake.Bss.Tracks;

/// <summary>JSON Lines: a JSON object a line. Blank lines are passed over.</summary>
/// <param name="fields">Where the objects' field names are kept; null where nobody asks for them.</param>
internal sealed class JsonLines(FieldNames? fields) : ITrackFormat
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    private long _entries;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> line, long number)
    {
        if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) return;
        if (!Utf8.IsValid(line)) throw TrackException.At(number, "the text is not UTF-8");
        try
        {
            TakeObject(line, number);
        }
        catch (JsonException malformed)
        {
            throw TrackException.At(
                number, $"not valid JSON at byte {malformed.BytePositionInLine + 1}; each line has to be one JSON object");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for an escape such as \ud800, which stands for no character.
            throw TrackException.At(number, "the name of a field holds an escape that is no character");
        }

        _entries++;
    }

    /// <inheritdoc/>
    public TrackSummary End(long lines) => new(_entries, fields?.InOrder);

    private void TakeObject(ReadOnlySpan<byte> line, long number)
    {
        var reader = new Utf8JsonReader(line, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw TrackException.At(number, "not a JSON object; each line has to be one, such as {\"t\": 1.5, \"label\": \"car\"}");

        fields?.BeginObject();
        while (reader.Read() && reader.CurrentDepth > 0)
        {
            if (fields is not null && reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName) fields.Take(ref reader);
        }

        // Reads on to the line's end: what follows the object is a fault.
        reader.Read();
    }
}
