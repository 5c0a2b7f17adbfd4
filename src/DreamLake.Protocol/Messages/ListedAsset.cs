using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>
/// An asset of <c>GET /assets/{type}</c> as a client reads it that waits for it: whatever lake it is of, nothing but its id is sure to be
/// there.
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
    /// <summary>How much there is of a source that was cut short; null for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }
}
