namespace DreamLake.Bss;

/// <summary>What BSS is told by whoever composes it.</summary>
public sealed record BssOptions
{
    /// <summary>The bucket of the staging pool, of the playlists and of the segments. It has to exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>BSS's own tables, as a connection string: <c>Host=…</c> is PostgreSQL, anything else SQLite.</summary>
    public required string Database { get; init; }

    /// <summary>
    /// Where BSS is reached from outside: what the addresses in its playlists begin with. Null means the address that was asked.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// The origins whose pages may read streams, as a browser writes them: <c>https://player.example</c>. Default: none named, which lets
    /// in a page of any origin that holds a signed address.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether <c>init</c> offers digests of parts (CRC-32C): the S3 behind it has to know them. Default: no.</summary>
    public bool OffersDigests { get; init; }

    /// <summary>
    /// Whether BSS ends multipart uploads that nobody went on with for seven days, because the S3 takes no rule for it. Default: no.
    /// </summary>
    public bool SweepsAbandonedUploads { get; init; }

    /// <summary>
    /// How long the presigned URL of a part is good for where a client asks for nothing shorter: 1 second to 7 days. Default: 24 hours.
    /// </summary>
    /// <remarks>Clients in use sign every part before the first PUT and stop at the first that is refused (protocol.md, step 4).</remarks>
    public TimeSpan PartUrlLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the presigned URL of a download is good for: 1 second to 7 days. Default: 15 minutes.</summary>
    public TimeSpan DownloadUrlLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the segments of a playlist can be read by the addresses in it, from its reading on. Default: 12 hours.</summary>
    public TimeSpan SegmentLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Contents up to this many bytes are read back and hashed before their Complete is answered. Default: 32 MiB.</summary>
    public long VerifiedAtOnce { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// How many bytes a second the queue of verifications reads from S3 at most, on this host; 0 sets no bound. Default: 256 MiB.
    /// </summary>
    public long VerifiedPerSecond { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Within how long each proven content is read back again: 0 (never) to 3,650 days. Default: 30 days.
    /// </summary>
    public TimeSpan ScrubInterval { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How many bytes a second that reads from S3 at most, on this host; 0 sets no bound. Default: 32 MiB, which is 79 TiB in 30 days.
    /// </summary>
    public long ScrubbedPerSecond { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long a Complete waits for the comparison of its bytes with others of the same 16 digits, before it answers that the client
    /// has to ask again. Default: 50 seconds, which a client that waits for a minute sees the end of.
    /// </summary>
    public TimeSpan ComparisonPatience { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How long rejected bytes are kept for an admin. Default: 7 days.</summary>
    public TimeSpan RejectedLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long it is remembered what came of an upload. Default: 30 days.</summary>
    public TimeSpan UploadLifetime { get; init; } = TimeSpan.FromDays(30);
}
