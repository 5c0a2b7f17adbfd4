using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>
/// An asset of <c>GET /assets/{type}</c> as a client reads it: whatever lake it is of, nothing but its id is sure to be there.
/// </summary>
/// <param name="Id">The asset's id.</param>
/// <param name="Status">How far the lake is with it: a word of <see cref="AssetStatus"/>, or one that is not known here.</param>
/// <param name="StatusReason">Why, where that needs saying.</param>
/// <param name="Verified">The proof of its bytes; absent until the lake has read them back.</param>
/// <param name="PlaylistUrl">The signed address of its HLS playlist, once it is ready; it expires.</param>
public sealed record ListedAsset(
    [property: JsonConverter(typeof(IdConverter))] string? Id,
    string? Status = null,
    string? StatusReason = null,
    VerifiedContent? Verified = null,
    string? PlaylistUrl = null)
{
    /// <summary>Its name: <c>/camera/front/run01.mp4</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Its namespace, where a single asset is asked for by its id.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its space, where a single asset is asked for by its id.</summary>
    public string? Space { get; init; }

    /// <summary>When it was first registered.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The episode's name; absent for an asset right under its space.</summary>
    public string? Episode { get; init; }

    /// <summary>BSS's id of the media.</summary>
    [JsonConverter(typeof(IdConverter))]
    public string? BssId { get; init; }

    /// <summary>Bytes of the content, where they were told.</summary>
    public long? Size { get; init; }

    /// <summary>The whole SHA-256, where it was told.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The first 16 digits of the SHA-256, where they were told.</summary>
    public string? Hash { get; init; }

    /// <summary>The content type, where it was told.</summary>
    public string? ContentType { get; init; }

    /// <summary>When the file itself was last written, where that was told.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>When another version took its name; absent for the newest.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>When it went into the trash, UTC; absent for what is not there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>How much there is of a source that was cut short; absent for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>Its duration, the size of its picture, its rates, its entries; absent where the lake tells none.</summary>
    [JsonConverter(typeof(MetadataConverter))]
    public AssetMetadata? Metadata { get; init; }
}
