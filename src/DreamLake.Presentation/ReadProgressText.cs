namespace DreamLake.Presentation;

/// <summary>How far a run is that reads files whole, in one line; it grows within a large file too.</summary>
/// <param name="time">The clock for its speed.</param>
public sealed class ReadProgressText(TimeProvider time)
{
    private readonly TransferSpeed _speed = new(time);

    /// <summary>The line for a moment: <c>3 files done, 1.2 GiB read, 410 MiB/s</c>.</summary>
    /// <param name="done">Files that have ended, however.</param>
    /// <param name="bytesRead">Bytes read so far, over all files.</param>
    public string Line(int done, long bytesRead) =>
        $"{Units.Count(done, "file")} done, {Units.Size(bytesRead)} read, {Units.Rate(_speed.Sample(bytesRead))}";
}
