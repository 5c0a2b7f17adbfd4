namespace DreamLake.Bss;

/// <summary>What BSS is told by whoever composes it.</summary>
public sealed record BssOptions
{
    /// <summary>The bucket of the staging pool, of the playlists and of the segments. It has to exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>BSS's own tables, as a connection string: <c>Host=…</c> is PostgreSQL, anything else SQLite.</summary>
    public required string Database { get; init; }

    /// <summary>Whether <c>init</c> offers digests of parts (CRC-32C): the S3 behind it has to know them. Default: no.</summary>
    public bool OffersDigests { get; init; }

    /// <summary>How long the presigned URL of a part is good for where a client asks for nothing shorter: 1 second to 7 days. Default: 24 hours.</summary>
    /// <remarks>Clients in use sign every part before the first PUT and stop at the first that is refused (protocol.md, step 4).</remarks>
    public TimeSpan PartUrlLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the presigned URL of a download is good for: 1 second to 7 days. Default: 15 minutes.</summary>
    public TimeSpan DownloadUrlLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the segments of a playlist can be read by the addresses in it, from its reading on. Default: 12 hours.</summary>
    public TimeSpan SegmentLifetime { get; init; } = TimeSpan.FromHours(12);
}
