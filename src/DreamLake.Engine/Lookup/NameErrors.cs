using DreamLake.Engine.Stages;

namespace DreamLake.Engine.Lookup;

/// <summary>What a person reads where nothing was to be replaced, and something would be.</summary>
internal static class NameErrors
{
    /// <summary>Another content has the name.</summary>
    /// <param name="request">The file that was to have it.</param>
    /// <param name="target">Where it was to go.</param>
    /// <param name="assetId">The asset that has it; null where the lake did not say.</param>
    /// <param name="inner">What the lake answered, where it decided.</param>
    public static UploadException Taken(UploadRequest request, UploadTarget target, string? assetId, Exception? inner = null) => new(
        UploadError.NameTaken,
        $"'{request.Path}' was not uploaded: {target.Name} in {target.Episode} is the name of another content" +
        (assetId is null ? "." : $", the asset {assetId}."),
        "Nothing was replaced. Upload it to another folder or under another name, or let it replace the other one.",
        inner);

    /// <summary>The lake cannot promise it.</summary>
    public static UploadException NotPromised(Upload upload) => new(
        UploadError.RequestRefused,
        $"'{upload.Request.Path}' was not uploaded: this lake cannot promise that nothing is replaced.",
        "Nothing was sent. Look at what the episode holds, then upload without asking for it.");
}
