namespace DreamLake.StagingPool.Storage;

/// <summary>What somebody configured of a bucket.</summary>
internal sealed record BucketSettings
{
    /// <summary>The rules for pages of other origins; null where none were set.</summary>
    public IReadOnlyList<CorsRule>? Cors { get; init; }

    /// <summary>The bucket's tags; null where none were set.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>Which pages of other origins may ask for what (cross-origin resource sharing).</summary>
internal sealed record CorsRule
{
    public string? Id { get; init; }

    /// <summary>Origins, each with at most one <c>*</c> that stands for any characters.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary><c>GET</c>, <c>PUT</c>, <c>HEAD</c>, <c>POST</c>, <c>DELETE</c>.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Request headers, each with at most one <c>*</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Response headers that a page may read.</summary>
    public IReadOnlyList<string> ExposedHeaders { get; init; } = [];

    /// <summary>Seconds that a browser may remember the answer.</summary>
    public int? MaxAge { get; init; }
}
