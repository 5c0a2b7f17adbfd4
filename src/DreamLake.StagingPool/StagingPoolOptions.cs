namespace DreamLake.StagingPool;

/// <summary>Where the staging pool keeps its bytes, and whose signature opens it.</summary>
public sealed record StagingPoolOptions
{
    /// <summary>The folder that holds every bucket. Made where it is missing; nothing else should write into it.</summary>
    public required string Folder { get; init; }

    /// <summary>The one access key that the pool knows; any other is refused with <c>InvalidAccessKeyId</c>.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The secret that signatures are checked with. Never logged, never answered.</summary>
    public required string SecretKey { get; init; }

    /// <summary>The region that signatures have to name. Default: <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The options without their secrets, so that a log line cannot give them away.</summary>
    public override string ToString() => $"{nameof(StagingPoolOptions)} {{ Folder = {Folder}, Region = {Region} }}";
}
