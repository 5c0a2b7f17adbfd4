using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Progress;

/// <summary>The bar of one file, with its step in words.</summary>
internal static class FileBar
{
    /// <summary>The bar at a moment. It never reaches 100 %: a file that is registered is under way no more.</summary>
    public static ProgressRecord Record(int id, int parent, FileSnapshot file) => new(id, Path.GetFileName(file.Path), PhaseText.Of(file))
    {
        ParentActivityId = parent,
        PercentComplete = file.Size == 0 ? 0 : (int)Math.Min(99, 100 * file.BytesStored / file.Size),
    };

    /// <summary>What takes a bar away.</summary>
    public static ProgressRecord Over(int id) => new(id, "Uploading to DreamLake", "Over") { RecordType = ProgressRecordType.Completed };
}
