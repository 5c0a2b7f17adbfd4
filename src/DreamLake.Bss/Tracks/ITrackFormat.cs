namespace DreamLake.Bss.Tracks;

/// <summary>A format of tracks, as a machine that is fed one line after the other and holds no more than it counts.</summary>
internal interface ITrackFormat
{
    /// <summary>Takes the next line.</summary>
    /// <param name="line">Its bytes, without the line's end.</param>
    /// <param name="number">Its number in the file, from 1.</param>
    /// <exception cref="Hosting.RefusalException">422: the line is malformed.</exception>
    void Take(ReadOnlySpan<byte> line, long number);

    /// <summary>Takes the end of the file.</summary>
    /// <param name="lines">How many lines there were.</param>
    /// <exception cref="Hosting.RefusalException">422: the file ends before it should.</exception>
    TrackSummary End(long lines);
}
