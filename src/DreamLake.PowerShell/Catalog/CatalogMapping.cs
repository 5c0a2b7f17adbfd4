using DreamLake.Engine;

namespace DreamLake.PowerShell.Catalog;

/// <summary>What the lake lists, as the objects that the cmdlets write.</summary>
internal static class CatalogMapping
{
    // What a TimeSpan holds, and no content lasts.
    private const double MostSeconds = 1e11;

    /// <summary>An asset.</summary>
    public static DreamLakeAsset Asset(LakeAsset asset) => new()
    {
        Name = asset.Name.Path,
        Episode = asset.Episode.ToString(),
        Type = Enum.Parse<AssetType>(asset.Type.Name),
        Size = asset.Size,
        Sha256 = asset.Sha256,
        Created = asset.CreatedAt?.LocalDateTime,
        Modified = asset.ModifiedAt?.LocalDateTime,
        Status = asset.Status,
        StatusReason = asset.StatusReason,
        Verified = asset.Verified is not null,
        VerifiedAt = asset.Verified?.At.LocalDateTime,
        Incomplete = asset.Incomplete?.ToString(),
        Duration = asset.Metadata?.DurationSec is >= 0 and < MostSeconds and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        Width = asset.Metadata?.Width,
        Height = asset.Metadata?.Height,
        FrameRate = asset.Metadata?.Fps,
        SampleRate = asset.Metadata?.SampleRate,
        EntryCount = asset.Metadata?.EntryCount,
        Superseded = asset.SupersededAt?.LocalDateTime,
        Removed = asset.TrashedAt?.LocalDateTime,
        PlaylistUrl = asset.PlaylistUrl,
        Id = asset.Id,
        BssId = asset.BssId,
    };

    /// <summary>An episode.</summary>
    public static DreamLakeEpisode Episode(LakeEpisode episode) => new()
    {
        Episode = episode.Address.ToString(),
        Namespace = episode.Address.Namespace!,
        Space = episode.Address.Space,
        Assets = episode.Assets,
        Bytes = episode.Bytes,
    };
}
