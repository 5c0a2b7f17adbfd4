namespace DreamLake.Bss.Tables;

/// <summary>A row of the table of uploads: what was promised, where the bytes go, and what came of it. It is kept for 30 days.</summary>
internal sealed class Upload
{
    /// <summary>The id that the client has: S3's, or one of ours where nothing had to be sent.</summary>
    public required string Id { get; init; }

    /// <summary>The namespace.</summary>
    public required string Owner { get; init; }

    /// <summary>The space.</summary>
    public required string Project { get; init; }

    /// <summary>The first 16 hex digits of the SHA-256.</summary>
    public required string Hash { get; init; }

    /// <summary>The key in messages: <c>{owner}/{project}/staging/{hash}</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The S3 key that is this upload's alone.</summary>
    public required string S3Key { get; init; }

    /// <summary>The whole SHA-256 that was promised; null where 16 digits were.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The bytes that were promised, where they were.</summary>
    public long? Size { get; init; }

    /// <summary>The bytes that are kept free for it while it is under way.</summary>
    public long Reserved { get; set; }

    public required UploadState State { get; set; }

    /// <summary>The part list that the first Complete fixed, as <see cref="PartList"/> writes it.</summary>
    public string? Parts { get; set; }

    /// <summary>Whether another list was fixed before, and S3 refused it: then the bytes alone tell what S3 made of it.</summary>
    public bool HadOtherParts { get; set; }

    /// <summary>Its content, once its bytes lie in S3. It is held for step 7 until that is done, or this row is gone.</summary>
    public long? ContentId { get; set; }

    /// <summary>Whether a registration has used it up: each new medium uses up one of its content's.</summary>
    public bool IsRegistered { get; set; }

    /// <summary>The HTTP status that it was refused with.</summary>
    public int? RefusalStatus { get; set; }

    /// <summary>The sentence that it was refused with.</summary>
    public string? Refusal { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state changed last: what came of it is told again for 30 days from then.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Whether S3 may still have its parts.</summary>
    public bool TakesParts => State is UploadState.Open or UploadState.Completing;
}
