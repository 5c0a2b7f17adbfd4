using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>What an upload of a file would be, told without sending or writing anything: see <see cref="UploadPreviews"/>.</summary>
/// <param name="Episode">Where it would go, with its namespace.</param>
/// <param name="Name">The asset's name.</param>
/// <param name="Type">The asset's type.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Parts">How many parts it has.</param>
/// <param name="PartsDone">How many of them an earlier run has sent.</param>
/// <param name="IsResume">Whether an earlier run began it.</param>
public sealed record UploadPreview(
    EpisodeAddress Episode, AssetName Name, AssetType Type, long Size, int Parts, int PartsDone, bool IsResume)
{
    /// <summary>Whether the lake has this content under this name, where it was asked: nothing would be sent.</summary>
    public bool IsAlreadyStored { get; init; }

    /// <summary>The asset of another content that has the name, by its id, where the lake was asked; null where none has.</summary>
    public string? Replaces { get; init; }
}
