namespace DreamLake.StagingPool;

/// <summary>Where the staging pool keeps its bytes, and whose signature opens it.</summary>
public sealed record StagingPoolOptions
{
    /// <summary>The folder that holds every bucket. Made where it is missing; nothing else should write into it.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The access key of the pool's owner, which may do everything. An unknown key is refused with <c>InvalidAccessKeyId</c>.
    /// </summary>
    public required string AccessKey { get; init; }

    /// <summary>The secret that the owner's signatures are checked with. Never logged, never answered.</summary>
    public required string SecretKey { get; init; }

    /// <summary>
    /// The owner's key before this one, while keys are rotated: what it signed, presigned addresses above all, is taken as well. Default:
    /// there is none.
    /// </summary>
    public FormerAccess? Former { get; init; }

    /// <summary>
    /// A second key, for people and their tools, which reads everything and writes all but one bucket. Default: there is none.
    /// </summary>
    public PersonalAccess? Personal { get; init; }

    /// <summary>The region that signatures have to name. Default: <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// The bytes a second that a peer has to send or to take, on the average, once <see cref="MinimumRateGrace"/> is over; a slower one is
    /// dropped. Only the time counts that the pool waits for the peer. Default: 1,024. 0 means no limit.
    /// </summary>
    public int MinimumBytesPerSecond { get; init; } = 1024;

    /// <summary>How long a peer may stand still before its rate counts. More than 1 s; default: 30 s.</summary>
    public TimeSpan MinimumRateGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that every part but the last has to have. Default: 5 MiB, as S3 says.</summary>
    internal long SmallestPart { get; init; } = 5 * 1024 * 1024;

    /// <summary>The options without their secrets, so that a log line cannot give them away.</summary>
    public override string ToString() => $"{nameof(StagingPoolOptions)} {{ Folder = {Folder}, Region = {Region} }}";
}

/// <summary>The key that the pool's owner had before.</summary>
/// <param name="AccessKey">The access key.</param>
/// <param name="SecretKey">The secret that its signatures are checked with. Never logged, never answered.</param>
/// <param name="Until">When it ends, UTC; null where it is taken for as long as the pool runs.</param>
public sealed record FormerAccess(string AccessKey, string SecretKey, DateTimeOffset? Until = null)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{nameof(FormerAccess)} {{ Until = {Until} }}";
}

/// <summary>A key for buckets of a person's own.</summary>
/// <param name="AccessKey">The access key.</param>
/// <param name="SecretKey">The secret that its signatures are checked with. Never logged, never answered.</param>
/// <param name="ReadOnlyBucket">The bucket that it reads and never writes: the lake's.</param>
public sealed record PersonalAccess(string AccessKey, string SecretKey, string ReadOnlyBucket)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{nameof(PersonalAccess)} {{ ReadOnlyBucket = {ReadOnlyBucket} }}";
}
