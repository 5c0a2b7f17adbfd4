using DreamLake.Protocol;

namespace DreamLake.Lambda;

/// <summary>How far a job is.</summary>
/// <param name="MediaId">BSS's id of the medium.</param>
/// <param name="Status">One of <see cref="AssetStatus"/>: processing, ready or failed.</param>
/// <param name="Reason">Why it failed, or what it waits for; one sentence for a person.</param>
/// <param name="Metadata">What the split found out; null until it is done, and for labels and text tracks.</param>
public sealed record JobReport(string MediaId, string Status, string? Reason, MediaMetadata? Metadata)
{
    /// <summary>Where its split lies, for <see cref="StreamKeys"/>; null until it is done, and for labels and text tracks.</summary>
    public string? Place { get; init; }

    /// <summary>Whether it failed for other bytes than were verified, and whoever verified them has not looked again yet.</summary>
    public bool IsDoubted { get; init; }
}
