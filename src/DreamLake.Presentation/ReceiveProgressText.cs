using DreamLake.Engine;

namespace DreamLake.Presentation;

/// <summary>How far a download is, in one line.</summary>
/// <param name="time">The clock for its speed.</param>
public sealed class ReceiveProgressText(TimeProvider time)
{
    private readonly TransferSpeed _speed = new(time);

    /// <summary>The line for a moment: <c>3 of 12 files, 10.7 MiB/s, run01.mp4 45 %</c>.</summary>
    /// <param name="snapshot">How far it is.</param>
    /// <param name="found">Files that it has so far.</param>
    public string Line(ReceiveSnapshot snapshot, int found)
    {
        var line = $"{snapshot.FilesDone} of {Units.Count(found, "file")}, {Units.Rate(_speed.Sample(snapshot.BytesReceived))}";
        return snapshot.Files is [var first, ..] ? $"{line}, {Path.GetFileName(first.Path)} {PercentOf(first)} %" : line;
    }

    /// <summary>How much of a file is here, in whole percent; 100 only once it is checked.</summary>
    public static int PercentOf(ReceivingFile file) =>
        file.Size == 0 ? 0 : (int)Math.Min(file.BytesChecked == file.Size ? 100 : 99, 100 * file.BytesHere / file.Size);
}
