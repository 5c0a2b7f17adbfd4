using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.Cli.Screen;

/// <summary>The progress of a run as one line of text.</summary>
internal static class ProgressText
{
    private const int BarWidth = 24;

    /// <summary>The line for a moment.</summary>
    /// <param name="snapshot">The files under way.</param>
    /// <param name="batch">All of them together.</param>
    public static string Line(UploadSnapshot snapshot, BatchStatus batch)
    {
        if (snapshot.Waiting is { } reason) return NameRules.OneLine($"{What(snapshot, batch)}; {reason}".TrimStart(';', ' '));
        var bar = new string('=', BarWidth * batch.Percent / 100).PadRight(BarWidth);
        var line = $"{What(snapshot, batch)}  [{bar}] {batch.Percent,3} %  {batch.BytesText}";
        if (batch.TimeLeft is not { } left) return line;
        line += $"  {Units.Rate(batch.Speed)}";
        return batch.BytesStored < batch.Bytes ? $"{line}  {Units.Duration(left)} left" : line;
    }

    private static string What(UploadSnapshot snapshot, BatchStatus batch)
    {
        var name = snapshot.Files is [var current, ..] ? $"{Path.GetFileName(current.Path)}: {PhaseText.Of(current)}" : "";
        return batch.Files == 1 ? name : $"{batch.FilesEnded} of {batch.Files} files  {name}".TrimEnd();
    }
}
