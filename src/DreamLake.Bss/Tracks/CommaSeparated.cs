using System.Text;
using System.Text.Unicode;

namespace DreamLake.Bss.Tracks;

/// <summary>
/// CSV (RFC 4180): a header that names the fields, then a label a record. A quoted field may hold delimiters, doubled quotes and line ends.
/// </summary>
/// <remarks>
/// Taken as spreadsheets write it: semicolons or tabs may stand for commas (the header tells which), blank lines are passed over, and a
/// quote
/// within a field that begins with none is a character like others. Refused are records with more or fewer fields than the header.
/// </remarks>
/// <param name="fields">Where the field names are kept.</param>
internal sealed class CommaSeparated(FieldNames fields) : ITrackFormat
{
    private enum At
    {
        FieldStart,
        Bare,
        Quoted,
        QuoteWithinOrEnd,
    }

    private readonly List<byte> _name = [];
    private byte _delimiter;
    private At _at = At.FieldStart;
    private long _recordLine;
    private int _fieldsOfRecord;
    private int? _fieldsOfHeader;
    private long _entries;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> line, long number)
    {
        if (!Utf8.IsValid(line)) throw TrackException.At(number, "the text is not UTF-8");
        if (_at != At.Quoted)
        {
            if (line.IndexOfAnyExcept((byte)' ') < 0) return;
            if (_fieldsOfHeader is null) _delimiter = DelimiterOf(line);
            (_at, _recordLine, _fieldsOfRecord) = (At.FieldStart, number, 0);
        }

        foreach (var character in line) Take(character, number);
        if (_at == At.Quoted) KeepOfName((byte)'\n');
        else EndRecord();
    }

    /// <inheritdoc/>
    public TrackSummary End(long lines)
    {
        if (_at == At.Quoted) throw TrackException.At(_recordLine, "a quoted field of this record is not closed before the file ends");
        if (_fieldsOfHeader is null) throw TrackException.At(1, "the file has no header, which names the fields");
        return new(_entries, fields.InOrder);
    }

    private void Take(byte character, long number)
    {
        if (character == _delimiter && _at != At.Quoted)
        {
            EndField();
            return;
        }

        switch (_at)
        {
            case At.FieldStart when character == '"':
                _at = At.Quoted;
                return;
            case At.Quoted when character == '"':
                _at = At.QuoteWithinOrEnd;
                return;
            case At.QuoteWithinOrEnd when character != '"':
                throw TrackException.At(number, "something follows the quote that ends a field");
            case At.QuoteWithinOrEnd:
                _at = At.Quoted;
                break;
            case At.FieldStart:
                _at = At.Bare;
                break;
        }

        KeepOfName(character);
    }

    private void EndField()
    {
        _fieldsOfRecord++;
        _at = At.FieldStart;
        if (_fieldsOfHeader is not null) return;
        fields.Take(Encoding.UTF8.GetString([.. _name]).Trim());
        _name.Clear();
    }

    private void EndRecord()
    {
        EndField();
        if (_fieldsOfHeader is not { } expected) _fieldsOfHeader = _fieldsOfRecord;
        else if (_fieldsOfRecord == expected) _entries++;
        else throw TrackException.At(_recordLine, $"the record has {_fieldsOfRecord} fields where the header names {expected}");
    }

    // One byte more than is kept of a name, by which a longer one is told.
    private void KeepOfName(byte character)
    {
        if (_fieldsOfHeader is null && _name.Count <= FieldNames.MaxLength) _name.Add(character);
    }

    /// <summary>What stands between fields: a comma, or the semicolon or tab that the header has more of.</summary>
    internal static byte DelimiterOf(ReadOnlySpan<byte> header)
    {
        var (commas, semicolons, tabs) = (header.Count((byte)','), header.Count((byte)';'), header.Count((byte)'\t'));
        return semicolons > commas && semicolons >= tabs ? (byte)';' : tabs > commas ? (byte)'\t' : (byte)',';
    }
}
