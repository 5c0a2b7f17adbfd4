using System.Management.Automation;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Progress;

/// <summary>The bar of all files of a run together: files, bytes, speed, time left.</summary>
internal static class BatchBar
{
    /// <summary>The bar at a moment. It never reaches 100 %: a run that is all done has no bar any more.</summary>
    /// <param name="id">The bar.</param>
    /// <param name="batch">All files together.</param>
    /// <param name="waiting">Why the lake is waited for; null where it is not.</param>
    public static ProgressRecord Record(int id, BatchStatus batch, string? waiting)
    {
        var status = $"{batch.FilesEnded} of {batch.Files} files, {batch.BytesText}";
        return new ProgressRecord(
            id, "Uploading to DreamLake", waiting ?? (batch.Speed < 1 ? status : $"{status}, {Units.Rate(batch.Speed)}"))
        {
            PercentComplete = Math.Min(99, batch.Percent),
            SecondsRemaining = batch.TimeLeft is { } left ? (int)left.TotalSeconds : -1,
        };
    }
}
