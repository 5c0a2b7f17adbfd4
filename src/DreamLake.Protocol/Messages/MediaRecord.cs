namespace DreamLake.Protocol;

/// <summary>What <c>GET {prefix}/{id}</c> answers (BSS): a medium, and how far the lake is with it.</summary>
public sealed record MediaRecord
{
    /// <summary>The medium's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its type's word.</summary>
    public required string Type { get; init; }

    /// <summary>The asset's name.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace.</summary>
    public required string Owner { get; init; }

    /// <summary>The space.</summary>
    public required string Project { get; init; }

    /// <summary>The episode's name; absent where it hangs under the space.</summary>
    public string? EpisodeId { get; init; }

    /// <summary>The hash under which the content lies in the staging pool.</summary>
    public required string StagingHash { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The whole SHA-256, where it was told.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The content type, where it was told.</summary>
    public string? ContentType { get; init; }

    /// <summary>When the file itself was last written, UTC, where it was told.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>srt, vtt or jsonl, for a text track.</summary>
    public string? Format { get; init; }

    /// <summary>Entries of a label or text track.</summary>
    public long? EntryCount { get; init; }

    /// <summary>Field names of a label track.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>One of <see cref="AssetStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed, or what it waits for.</summary>
    public string? StatusReason { get; init; }

    /// <summary>How much there is of a source that was cut short; absent for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>Its duration, the size of its picture, its rates, its entries; absent until the lake knows any.</summary>
    public AssetMetadata? Metadata { get; init; }

    /// <summary>The proof of its bytes; absent until the lake has read them back.</summary>
    public VerifiedContent? Verified { get; init; }
}
