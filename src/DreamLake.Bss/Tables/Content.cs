namespace DreamLake.Bss.Tables;

/// <summary>A row of the table of contents: where the bytes of (owner, project, sha256) lie in S3, and what is known of them.</summary>
internal sealed class Content
{
    public long Id { get; init; }

    /// <summary>The namespace.</summary>
    public required string Owner { get; init; }

    /// <summary>The space.</summary>
    public required string Project { get; init; }

    /// <summary>The first 16 hex digits of the SHA-256, as clients name it.</summary>
    public required string Hash { get; init; }

    /// <summary>The S3 key. It changes only where a damaged content is mended.</summary>
    public required string Key { get; set; }

    /// <summary>Bytes, as S3 has them.</summary>
    public required long Size { get; set; }

    /// <summary>The whole SHA-256 that the uploading client promised; null where it told 16 digits alone.</summary>
    public string? Promised { get; init; }

    /// <summary>The whole SHA-256, once the lake computed it from what S3 gives back.</summary>
    public string? Sha256 { get; set; }

    /// <summary>When it did so last.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    public required ContentState State { get; set; }

    /// <summary>Why it is rejected or damaged; one sentence for a person.</summary>
    public string? Reason { get; set; }

    /// <summary>The content whose bytes these are too, for a copy.</summary>
    public long? SameAs { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it is being read again by the scrub, or waits for its next try; null where it is free.</summary>
    public DateTimeOffset? ScrubLeaseUntil { get; set; }

    /// <summary>How often in a row the scrub could not read it to its end, although S3 says that it has it.</summary>
    public int ScrubFailures { get; set; }

    /// <summary>Since when no medium has it, where its last one was purged and an upload held it still.</summary>
    public DateTimeOffset? LeftAt { get; set; }
}
