using System.Management.Automation;
using DreamLake.Engine;

namespace DreamLake.PowerShell.Progress;

/// <summary>How far one file is, with its step in words.</summary>
internal static class FileProgress
{
    /// <summary>The bar at a moment. It never reaches 100 %: a file that is registered is under way no more.</summary>
    public static ProgressRecord Record(int id, int parent, FileSnapshot file) => new(id, Path.GetFileName(file.Path), Doing(file))
    {
        ParentActivityId = parent,
        PercentComplete = file.Size == 0 ? 0 : (int)Math.Min(99, 100 * file.BytesStored / file.Size),
    };

    /// <summary>What takes a bar away.</summary>
    public static ProgressRecord Over(int id) => new(id, "Uploading to DreamLake", "Over") { RecordType = ProgressRecordType.Completed };

    private static string Doing(FileSnapshot file) => file.Step switch
    {
        UploadStepName.IdentifyFile => file.BytesHashed == 0 ? "waiting" : $"hashing, {100 * file.BytesHashed / file.Size} % of {ReadableSize.Of(file.Size)}",
        UploadStepName.FindState or UploadStepName.InitMultipart => "starting",
        UploadStepName.PutParts => $"sending part {Math.Min(file.Parts, file.PartsDone + 1)} of {file.Parts}",
        UploadStepName.CompleteMultipart => "completing",
        UploadStepName.TriggerLambda => "triggering the split",
        _ => "registering",
    };
}
