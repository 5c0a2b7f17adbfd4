namespace DreamLake.Hosting.Keys;

/// <summary>A row of the table <c>signing_keys</c>.</summary>
internal sealed class SealedKey
{
    public required string Id { get; init; }

    /// <summary>The secrets, sealed; null for those of the lake's file, and once they are retired.</summary>
    public string? Secrets { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on they sign.</summary>
    public required DateTimeOffset SignsFrom { get; init; }

    public DateTimeOffset? RetiredAt { get; set; }
}
