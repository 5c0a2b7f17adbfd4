namespace DreamLake.Bss.Tracks;

/// <summary>SubRip (.srt): cues of a number, the times and lines of text, with blank lines between.</summary>
/// <remarks>
/// Taken as players take it: the number may be missing, the blank line between two cues and at the end too, blank lines may be many.
/// The text is not looked at, so that it may be in any encoding that has ASCII's digits.
/// </remarks>
internal sealed class SubRip : ITrackFormat
{
    private enum Expected
    {
        NumberOrTimes,
        Times,
        Text,
    }

    private Expected _expected = Expected.NumberOrTimes;
    private long _entries;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> line, long number)
    {
        line = line.Trim(" \t"u8);
        if (line.IsEmpty)
        {
            if (_expected == Expected.Text) _expected = Expected.NumberOrTimes;
            return;
        }

        var fault = CueTimes.SubRipFault(line);
        if (fault is null)
        {
            // Within a text too: then the blank line before this cue is missing.
            _entries++;
            _expected = Expected.Text;
        }
        else if (_expected == Expected.NumberOrTimes && IsNumber(line))
        {
            _expected = Expected.Times;
        }
        else if (_expected != Expected.Text)
        {
            throw TrackException.At(number, _expected == Expected.Times || CueTimes.HasArrow(line) ? fault : "expected the number of a cue, or its times");
        }
    }

    /// <inheritdoc/>
    public TrackSummary End(long lines) =>
        _expected == Expected.Times ? throw TrackException.At(lines, "the file ends after the number of a cue, before its times") : new(_entries);

    private static bool IsNumber(ReadOnlySpan<byte> line) => line.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
