using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>Fills a state with what its upload knows of file, target and parts.</summary>
internal static class StateDescription
{
    /// <summary>The state with everything in it that this client adds to the protocol's four fields.</summary>
    public static UploadState Describe(this UploadState state, Upload upload, DateTimeOffset now) => state with
    {
        Type = upload.Target.Type,
        Target = upload.Target.ToState(),
        File = new StateFile(Path.GetFullPath(upload.Request.Path), upload.Identity!, upload.Digest!.Sha256, upload.HashedAt),
        PartSize = upload.Plan!.PartSize,
        PartDigests = upload.Digest.PartsText,
        Lake = upload.Target.Lake,
        StartedAt = state.StartedAt ?? now,
    };
}
