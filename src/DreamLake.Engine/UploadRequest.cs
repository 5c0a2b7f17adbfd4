using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>A file to upload, and where to.</summary>
/// <param name="Path">The file; a relative path counts from the process's folder.</param>
/// <param name="Episode">The episode (or space) it goes to. Without a namespace, the token's own is meant.</param>
/// <param name="To">The folder in the episode: <c>/camera/front</c>. Null means the top.</param>
/// <param name="Type">The type; null takes it from the extension.</param>
/// <param name="Name">What the asset is called in its folder: <c>front.mp4</c>. Null means as the file is.</param>
public sealed record UploadRequest(
    string Path, EpisodeAddress Episode, string? To = null, AssetType? Type = null, string? Name = null)
{
    /// <summary>The content that the file has to have; null where any will do.</summary>
    internal ExpectedContent? Expected { get; init; }

    /// <summary>Whether an earlier run was to remove the file once the lake has proven that it has it.</summary>
    internal bool RemovesSource { get; init; }
}
