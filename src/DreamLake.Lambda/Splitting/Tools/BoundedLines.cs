using System.Text;

namespace DreamLake.Lambda.Splitting.Tools;

/// <summary>Reads a tool's output by lines of a bounded length: what a stranger's file makes it write never fills the memory.</summary>
/// <param name="reader">The output.</param>
/// <param name="longestLine">Characters of a line that are kept; the rest is passed over.</param>
internal sealed class BoundedLines(TextReader reader, int longestLine)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _position;
    private int _length;

    /// <summary>The next line without its end; null at the end of the output.</summary>
    public async Task<string?> ReadAsync()
    {
        _line.Clear();
        var isAny = false;
        while (_position < _length || await FillAsync())
        {
            isAny = true;
            var rest = _buffer.AsMemory(_position, _length - _position);
            var end = rest.Span.IndexOf('\n');
            Keep(rest.Span[..(end < 0 ? rest.Length : end)]);
            _position += end < 0 ? rest.Length : end + 1;
            if (end >= 0) break;
        }

        return isAny ? _line.ToString().TrimEnd('\r') : null;
    }

    private void Keep(ReadOnlySpan<char> text) => _line.Append(text[..Math.Min(text.Length, longestLine - _line.Length)]);

    private async Task<bool> FillAsync()
    {
        _position = 0;
        _length = await reader.ReadAsync(_buffer.AsMemory(), CancellationToken.None);
        return _length > 0;
    }
}
