using System.Text;

namespace DreamLake.Bss.Tracks;

/// <summary>The records of a CSV file that <see cref="CommaSeparated"/> has found well formed, the header's first.</summary>
/// <param name="reader">Its text.</param>
internal sealed class CsvRecords(StreamReader reader)
{
    // Characters of a record. One quoted field may hold a whole file's lines: nothing is read after such.
    private const int Longest = 1024 * 1024;

    private char _delimiter;

    /// <summary>The fields of the next record; null after the last.</summary>
    public async Task<IReadOnlyList<string>?> NextAsync(CancellationToken cancellationToken)
    {
        var (fields, field) = (new List<string>(), new StringBuilder());
        var isQuoted = false;
        for (var length = 0L; length <= Longest && await reader.ReadLineAsync(cancellationToken) is { } line; length += line.Length + 1)
        {
            if (!isQuoted && line.AsSpan().Trim(' ').IsEmpty) continue;
            if (_delimiter == default) _delimiter = (char)CommaSeparated.DelimiterOf(Encoding.UTF8.GetBytes(line));
            isQuoted = Take(line, fields, field, isQuoted);
            if (!isQuoted) return fields;
            field.Append('\n');
        }

        return null;
    }

    /// <summary>Takes a line; true: it ends within a quoted field.</summary>
    private bool Take(string line, List<string> fields, StringBuilder field, bool isQuoted)
    {
        for (var at = 0; at < line.Length; at++)
        {
            var character = line[at];
            if (isQuoted && character == '"' && at + 1 < line.Length && line[at + 1] == '"') field.Append(line[at++]);
            else if (isQuoted && character == '"') isQuoted = false;
            else if (!isQuoted && character == _delimiter) End(fields, field);
            else if (!isQuoted && character == '"' && field.Length == 0) isQuoted = true;
            else field.Append(character);
        }

        if (!isQuoted) End(fields, field);
        return isQuoted;
    }

    private static void End(List<string> fields, StringBuilder field)
    {
        fields.Add(field.ToString());
        field.Clear();
    }
}
