using DreamLake.Protocol;

namespace DreamLake.Server.Catalog;

/// <summary>A leaf of the tree: one version of the asset of a name and a type. A row goes only when it is purged from the trash.</summary>
internal sealed class Asset
{
    public required string Id { get; init; }

    /// <summary>The node that it hangs under: its folder, else its episode, else its space.</summary>
    public long ParentId { get; init; }

    public required Node Parent { get; init; }

    /// <summary>Its space, kept beside the parent so that a listing need not climb the tree.</summary>
    public long SpaceId { get; init; }

    public required Node Space { get; init; }

    /// <summary>Its episode, kept likewise; null for an asset under its space.</summary>
    public long? EpisodeId { get; init; }

    public Node? Episode { get; init; }

    /// <summary>The word of its <see cref="AssetType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The whole path in its episode, folders included.</summary>
    public required string Name { get; init; }

    public required string BssId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When another version took its place; null for the one that listings show.</summary>
    public DateTimeOffset? SupersededAt { get; set; }

    /// <summary>When it was registered last: by this it is told which of two versions came later.</summary>
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>When it went into the trash; null where it is not there.</summary>
    public DateTimeOffset? TrashedAt { get; set; }

    /// <summary>Since when it is being purged: from then on nobody takes it out of the trash.</summary>
    public DateTimeOffset? PurgingAt { get; set; }

    public long? Size { get; set; }

    public string? Sha256 { get; set; }

    public string? Hash { get; set; }

    public string? ContentType { get; set; }

    /// <summary>When the file itself was last written, UTC, where BSS was told.</summary>
    public DateTimeOffset? ModifiedAt { get; set; }

    public double? Fps { get; set; }

    public string? Lens { get; set; }

    public string? Format { get; set; }

    /// <summary>The status that BSS told last; none is final.</summary>
    public string Status { get; set; } = AssetStatus.Stored;

    public string? StatusReason { get; set; }

    /// <summary>The hash of its HLS playlist, once it is ready.</summary>
    public string? StreamHash { get; set; }

    /// <summary>The hash of its poster, where it has one.</summary>
    public string? PosterHash { get; set; }

    /// <summary>The hash of its storyboard, where it has one.</summary>
    public string? StoryboardHash { get; set; }

    /// <summary>Seconds that play of a source that was cut short; null for whole ones.</summary>
    public double? IncompleteSeconds { get; set; }

    /// <summary>Seconds that such a source was to have.</summary>
    public double? IncompleteOf { get; set; }

    /// <summary>The two of them as messages have them.</summary>
    public Incomplete? Incomplete
    {
        get => IncompleteSeconds is { } seconds && IncompleteOf is { } of ? new Incomplete(seconds, of) : null;
        set => (IncompleteSeconds, IncompleteOf) = (value?.Seconds, value?.Of);
    }

    /// <summary>Its duration, the size of its picture, its rates, its entries; null until BSS told any.</summary>
    public AssetMetadata? Metadata { get; set; }

    /// <summary>The whole SHA-256 that the lake computed from what S3 gave back; null until it did.</summary>
    public string? VerifiedSha256 { get; set; }

    /// <summary>When it did so last.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>What it was held against, where that was no whole SHA-256.</summary>
    public string? VerifiedAgainst { get; set; }

    /// <summary>The three of them as messages have them.</summary>
    public VerifiedContent? Verified
    {
        get => VerifiedSha256 is { } sha256 && VerifiedAt is { } at ? new VerifiedContent(sha256, at, VerifiedAgainst) : null;
        set => (VerifiedSha256, VerifiedAt, VerifiedAgainst) = (value?.Sha256, value?.At.ToUniversalTime(), value?.Against);
    }
}
