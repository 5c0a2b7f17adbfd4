namespace DreamLake.Bss.Tracks;

/// <summary>WebVTT (.vtt): the word WEBVTT, then blocks with blank lines between: cues, notes, styles, regions.</summary>
internal sealed class WebVtt : ITrackFormat
{
    private enum Inside
    {
        Nothing,
        Header,
        NoteStyleOrRegion,
        CueAfterItsId,
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
            TakeBlank(number);
        }
        else if (CueTimes.HasArrow(line) && _inside != Inside.NoteStyleOrRegion)
        {
            // Within a text and the header too: by the standard an arrow begins a cue wherever it stands.
            if (CueTimes.WebVttFault(line) is { } fault) throw TrackException.At(number, fault);
            _entries++;
            _inside = Inside.CueText;
        }
        else
        {
            TakeOther(line, number);
        }
    }

    /// <inheritdoc/>
    public TrackSummary End(long lines)
    {
        if (lines == 0) throw MissingSignature();
        TakeBlank(lines);
        return new(_entries);
    }

    private void TakeBlank(long number)
    {
        if (_inside == Inside.CueAfterItsId) throw TrackException.At(number, "the block ends after the id of a cue, before its times");
        _inside = Inside.Nothing;
    }

    private void TakeOther(ReadOnlySpan<byte> line, long number)
    {
        if (_inside == Inside.CueAfterItsId)
            throw TrackException.At(number, "expected the times of a cue after its id, such as 00:01.000 --> 00:02.500");
        if (_inside == Inside.Nothing)
        {
            var isCue = !Begins(line, "NOTE"u8) && !Begins(line, "STYLE"u8) && !Begins(line, "REGION"u8);
            _inside = isCue ? Inside.CueAfterItsId : Inside.NoteStyleOrRegion;
        }
    }

    // By the standard a line of spaces is none; editors leave them between cues all the same. Within a text it is one of its lines.
    private bool IsBlank(ReadOnlySpan<byte> line) => line.IsEmpty || (_inside != Inside.CueText && line.Trim(" \t"u8).IsEmpty);

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) =>
        line.StartsWith(word) && (line.Length == word.Length || line[word.Length] is (byte)' ' or (byte)'\t');

    private static Hosting.RefusalException MissingSignature() => TrackException.At(1, "the file does not begin with WEBVTT");
}
