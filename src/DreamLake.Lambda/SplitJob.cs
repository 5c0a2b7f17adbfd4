using DreamLake.Protocol;

namespace DreamLake.Lambda;

/// <summary>A job as BSS dispatches it.</summary>
/// <param name="MediaId">BSS's id of the medium: one job for each.</param>
/// <param name="Type">What it is. Labels and text tracks have nothing to split.</param>
/// <param name="Owner">The namespace: the first level of every key that the split writes.</param>
/// <param name="Project">The space: the second level.</param>
/// <param name="Key">The S3 key of the content.</param>
/// <param name="DispatchId">What tells one signed Lambda URL from another (its signature, say): each dispatches once.</param>
public sealed record SplitJob(string MediaId, AssetType Type, string Owner, string Project, string Key, string DispatchId)
{
    /// <summary>Bytes of the content, where they are known: an owner's short files come before long ones.</summary>
    public long Size { get; init; }

    /// <summary>
    /// The content's whole SHA-256, as the lake verified it: what is fetched has to have it. Null for what version 0.1 dispatched.
    /// </summary>
    public string? Sha256 { get; init; }
}
