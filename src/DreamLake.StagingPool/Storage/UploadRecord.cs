using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>A multipart upload that is under way.</summary>
internal sealed record UploadRecord
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    /// <summary>The checksum that the client asked for, and that every part therefore has; null for none.</summary>
    public UploadChecksum? Checksum { get; init; }

    public required ObjectHeaders Headers { get; init; }

    public ContentAddress Content => new(Bucket, Key, Id);
}
