namespace DreamLake.Bss.Tracks;

/// <summary>WebVTT (.vtt): the word WEBVTT, then blocks with blank lines between: cues, notes, styles, regions.</summary>
/// <remarks>
/// A block that is none of these is passed over, as the standard's parser does. Times that are meant as such and are malformed are refused,
/// where the standard drops their cue, because it would be lost unnoticed.
/// </remarks>
internal sealed class WebVtt : ITrackFormat
{
    private enum Inside
    {
        Nothing,
        Header,
        NoteStyleOrRegion,
        CueIdOrStrayText,
        CueText,
    }

    private Inside _inside = Inside.Nothing;
    private long _entries;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> line, long number)
    {
        if (number == 1)
        {
            if (!Begins(line, "WEBVTT"u8)) throw MissingSignature();
            _inside = Inside.Header;
        }
        else if (IsBlank(line))
        {
            _inside = Inside.Nothing;
        }
        else if (CueTimes.HasArrow(line) && _inside != Inside.NoteStyleOrRegion)
        {
            TakeArrow(line, number);
        }
        else if (_inside == Inside.Nothing)
        {
            var isCue = !Begins(line, "NOTE"u8) && !Begins(line, "STYLE"u8) && !Begins(line, "REGION"u8);
            _inside = isCue ? Inside.CueIdOrStrayText : Inside.NoteStyleOrRegion;
        }
    }

    /// <inheritdoc/>
    public TrackSummary End(long lines)
    {
        if (lines == 0) throw MissingSignature();
        return new(_entries);
    }

    // Within a text and the header too: by the standard an arrow ends the block before it wherever it stands.
    private void TakeArrow(ReadOnlySpan<byte> line, long number)
    {
        var fault = CueTimes.WebVttFault(line);
        if (fault is not null && CueTimes.BeginsWithClock(line.TrimStart(" \t"u8))) throw TrackException.At(number, fault);
        if (fault is null) _entries++;
        _inside = fault is null ? Inside.CueText : Inside.CueIdOrStrayText;
    }

    // By the standard a line of spaces is none; editors leave them between cues all the same. Within a text it is one of its lines.
    private bool IsBlank(ReadOnlySpan<byte> line) => line.IsEmpty || (_inside != Inside.CueText && line.Trim(" \t"u8).IsEmpty);

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) =>
        line.StartsWith(word) && (line.Length == word.Length || line[word.Length] is (byte)' ' or (byte)'\t');

    private static Hosting.RefusalException MissingSignature() => TrackException.At(1, "the file does not begin with WEBVTT");
}
