namespace DreamLake.Bss.Tracks;

/// <summary>SubRip (.srt): cues of a number, the times and lines of text, with blank lines between.</summary>
/// <remarks>
/// Taken as players take it: a line of times begins a cue wherever it stands. The number may be missing, or stand alone; the blank line
/// between
/// two cues and at the end may be missing; a text may hold blank lines. Refused is what comes before the first cue and is none, and
/// times that are meant as such and are malformed, because their cue would be lost unnoticed.
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
        else if (_expected != Expected.Text && IsNumber(line))
        {
            _expected = Expected.Times;
        }
        else if (_expected != Expected.Text)
        {
            if (_entries == 0 || IsMeantAsTimes(line)) throw TrackException.At(number, FaultBefore(line, fault));
            // The text of the cue before goes on after a blank line, or after a number that was no cue's.
            _expected = Expected.Text;
        }
    }

    /// <inheritdoc/>
    public TrackSummary End(long lines) => _expected == Expected.Times && _entries == 0
        ? throw TrackException.At(lines, "the file ends after the number of a cue, before its times")
        : new(_entries);

    private bool IsMeantAsTimes(ReadOnlySpan<byte> line) =>
        CueTimes.HasArrow(line) || (_expected == Expected.Times && CueTimes.BeginsWithClock(line));

    private string FaultBefore(ReadOnlySpan<byte> line, string fault) =>
        _expected == Expected.Times || CueTimes.HasArrow(line) ? fault : "expected the number of a cue, or its times";

    private static bool IsNumber(ReadOnlySpan<byte> line) => line.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
