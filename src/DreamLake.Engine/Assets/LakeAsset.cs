using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>An asset as the lake lists it. What a lake does not tell is null.</summary>
public sealed record LakeAsset
{
    /// <summary>DreamLake Server's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its type.</summary>
    public required AssetType Type { get; init; }

    /// <summary>Where it is, with its namespace.</summary>
    public required EpisodeAddress Episode { get; init; }

    /// <summary>Its path in the episode.</summary>
    public required AssetName Name { get; init; }

    /// <summary>Bytes of its content.</summary>
    public long? Size { get; init; }

    /// <summary>The whole SHA-256 of its content, 64 hex digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The first 16 digits of it.</summary>
    public string? Hash { get; init; }

    /// <summary>Its content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>When it was first registered.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the file itself was last written.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>When another version took its name; null for the newest.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>When it went into the trash; null for what is not there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>How far the lake is with it: a word of <see cref="AssetStatus"/>, or one that is not known here.</summary>
    public string? Status { get; init; }

    /// <summary>Why, where that needs saying.</summary>
    public string? StatusReason { get; init; }

    /// <summary>The proof of its bytes; null until the lake has read them back.</summary>
    public VerifiedContent? Verified { get; init; }

    /// <summary>How much there is of a source that was cut short; null for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>Its duration, the size of its picture, its rates, its entries; null until the lake knows any.</summary>
    public AssetMetadata? Metadata { get; init; }

    /// <summary>BSS's id of it.</summary>
    public string? BssId { get; init; }

    /// <summary>The signed address of its HLS playlist, once it is ready; it expires.</summary>
    public string? PlaylistUrl { get; init; }

    /// <summary>The whole SHA-256 to hold its bytes against: the one that the lake proved, else the one that it was told.</summary>
    internal string? KnownSha256 => Verified?.Sha256 ?? Sha256;

    /// <summary>Takes it from a listing; null where the listing lacks what an asset cannot be without.</summary>
    internal static LakeAsset? Of(ListedAsset? listed, AssetType type, EpisodeAddress space) =>
        listed is { Id: { Length: > 0 } id, Name: { } name }
            && TryName(name) is { } path && EpisodeAddress.TryOf(space.Namespace, space.Space, listed.Episode) is { } episode
            ? new LakeAsset
            {
                Id = id,
                Type = type,
                Episode = episode,
                Name = path,
                Size = listed.Size is >= 0 ? listed.Size : null,
                Sha256 = listed.Sha256,
                Hash = listed.Hash ?? listed.Sha256?[..Math.Min(16, listed.Sha256.Length)],
                ContentType = listed.ContentType,
                CreatedAt = listed.CreatedAt,
                ModifiedAt = listed.ModifiedAt,
                SupersededAt = listed.SupersededAt,
                TrashedAt = listed.TrashedAt,
                Status = listed.Status,
                StatusReason = listed.StatusReason,
                Verified = listed.Verified,
                Incomplete = listed.Incomplete,
                Metadata = listed.Metadata,
                BssId = listed.BssId,
                PlaylistUrl = listed.PlaylistUrl,
            }
            : null;

    private static AssetName? TryName(string name)
    {
        try
        {
            return AssetName.Parse(name);
        }
        catch (FormatException)
        {
            // A name that no client of ours would give, "../x" say: nothing here could be done with it.
            return null;
        }
    }
}
