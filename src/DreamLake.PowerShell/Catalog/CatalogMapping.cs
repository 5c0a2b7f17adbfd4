using DreamLake.Engine;

namespace DreamLake.PowerShell.Catalog;

/// <summary>What the lake lists, as the objects that the cmdlets write.</summary>
internal static class CatalogMapping
{
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
        Superseded = asset.SupersededAt?.LocalDateTime,
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
