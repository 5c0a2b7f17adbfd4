using DreamLake.Protocol;
using DreamLake.Server.Bss;
using DreamLake.Server.Catalog;

namespace DreamLake.Server.Reading;

/// <summary>An asset as listings show it.</summary>
internal static class AssetListings
{
    /// <summary>The listing of a row; its signed addresses are made afresh.</summary>
    public static AssetListing ListingOf(this BssAddresses addresses, AssetType type, string @namespace, Asset asset) => new()
    {
        Id = asset.Id,
        Name = asset.Name,
        CreatedAt = asset.CreatedAt,
        SupersededAt = asset.SupersededAt,
        TrashedAt = asset.TrashedAt,
        Episode = asset.Episode?.Name,
        Status = asset.Status,
        StatusReason = asset.StatusReason,
        BssId = asset.BssId,
        Size = asset.Size,
        Sha256 = asset.Sha256,
        Hash = asset.Hash,
        ContentType = asset.ContentType,
        ModifiedAt = asset.ModifiedAt,
        Fps = asset.Fps,
        Lens = asset.Lens,
        Format = asset.Format,
        Verified = asset.Verified,
        MetadataUrl = asset.StreamHash is null ? null : addresses.MetadataUrl(type, asset.BssId, @namespace),
        Incomplete = asset.Incomplete,
        Metadata = asset.Metadata,
        PosterUrl = asset.PosterHash is { } poster ? addresses.PictureUrl(type, asset.BssId, $"{poster}.jpg", @namespace) : null,
        StoryboardUrl = asset.StoryboardHash is { } board ? addresses.PictureUrl(type, asset.BssId, $"{board}.vtt", @namespace) : null,
        PlaylistUrl = asset.StreamHash is null ? null : addresses.PlaylistUrl(type, asset.BssId, asset.StreamHash, @namespace),
    };
}
