using System.Text.Json;
using DreamLake.Disk;

namespace DreamLake.Engine.Batches;

/// <summary>Reads a batch file line by line, from its first; lines may still be appended meanwhile.</summary>
/// <param name="file">The file.</param>
internal sealed class BatchReader(IDiskFile file) : IDisposable
{
    private const int LongestLine = 1024 * 1024;
    private byte[] _buffer = new byte[16 * 1024];
    private int _begin;
    private int _end;
    private long _offset;

    /// <summary>Its head; null where it is none, or a later program's.</summary>
    public BatchHead? ReadHead()
    {
        try
        {
            return NextLine() is { } line && JsonSerializer.Deserialize(line.Span, BatchJson.Default.BatchHead) is { } head
                && head.Version <= BatchHead.Known ? head : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The next file, as it was named.</summary>
    /// <param name="request">The file; null where its line is none of this program's, or torn.</param>
    /// <returns>False at the end.</returns>
    public bool TryRead(out UploadRequest? request)
    {
        request = null;
        if (NextLine() is not { } line) return false;
        try
        {
            request = JsonSerializer.Deserialize(line.Span, BatchJson.Default.BatchLine)?.ToRequest();
        }
        catch (JsonException)
        {
            // What a killed process left of a line: the file was not begun, and the same command names it again.
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // A line without its end is not there yet.
    private ReadOnlyMemory<byte>? NextLine()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_begin, length);
                _begin += length + 1;
                return line;
            }

            if (!Fill()) return null;
        }
    }

    private bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= LongestLine) throw new InvalidDataException("A line of a batch is longer than any can be.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = file.Read(_buffer.AsSpan(_end), _offset);
        _end += read;
        _offset += read;
        return read > 0;
    }
}
