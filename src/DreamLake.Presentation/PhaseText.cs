using DreamLake.Engine;

namespace DreamLake.Presentation;

/// <summary>What is being done with a file, in a few words.</summary>
public static class PhaseText
{
    /// <summary>The words for a moment: <c>hashing, 12 % of 1.0 GiB</c>, <c>sending part 3 of 12</c>.</summary>
    public static string Of(FileSnapshot file) => file.Step switch
    {
        UploadStepName.IdentifyFile => file.BytesHashed == 0
            ? "waiting"
            : $"hashing, {100 * file.BytesHashed / file.Size} % of {Units.Size(file.Size)}",
        UploadStepName.FindState or UploadStepName.InitMultipart => "starting",
        UploadStepName.PutParts => $"sending part {Math.Min(file.Parts, file.PartsDone + 1)} of {file.Parts}",
        UploadStepName.CompleteMultipart => "completing",
        UploadStepName.TriggerLambda => "triggering the split",
        UploadStepName.AwaitVerified => "stored; the lake verifies it",
        UploadStepName.RemoveSource => "verified; its room is freed",
        UploadStepName.AwaitReady => "verified; the lake splits it",
        _ => "registering",
    };
}
