namespace DreamLake.StagingPool.Storage;

/// <summary>A multipart upload that is under way.</summary>
internal sealed record UploadRecord
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    /// <summary>The checksum that every part has and that the client asked for; null for none.</summary>
    public string? ChecksumAlgorithm { get; init; }

    public required ObjectHeaders Headers { get; init; }

    public ContentAddress Content => new(Bucket, Key, Id);
}
