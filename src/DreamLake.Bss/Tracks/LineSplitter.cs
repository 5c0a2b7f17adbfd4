using DreamLake.Protocol;

namespace DreamLake.Bss.Tracks;

/// <summary>Cuts text into lines at LF, CRLF and CR, wherever the buffers that it comes in break, and numbers them.</summary>
internal sealed class LineSplitter(ITrackFormat format)
{
    private bool _lineFeedEndsTheLineBefore;

    /// <summary>The lines so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes every line whose end is in sight; how many bytes those were.</summary>
    public int TakeWhole(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            if (_lineFeedEndsTheLineBefore)
            {
                _lineFeedEndsTheLineBefore = false;
                if (bytes[taken] == '\n')
                {
                    taken++;
                    continue;
                }
            }

            var length = bytes[taken..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0) break;
            Take(bytes.Slice(taken, length));
            _lineFeedEndsTheLineBefore = bytes[taken + length] == '\r';
            taken += length + 1;
        }

        return taken;
    }

    /// <summary>Takes what is left as the last line, if anything is, and the end.</summary>
    public TrackSummary End(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty) Take(rest);
        return format.End(Count);
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        Count++;
        if (Count == 1)
        {
            if (line is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw TrackException.At(1, "the text is UTF-16; save it as UTF-8");
            line = line[ByteOrderMark.LengthIn(line)..];
        }

        if (line.Length > TrackReader.MaxLineLength) throw TrackException.At(Count, $"it is longer than {TrackReader.MaxLineLength} bytes");
        format.Take(line, Count);
    }
}
