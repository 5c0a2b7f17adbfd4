using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>What an object is: the document whose appearance makes it visible.</summary>
internal sealed record ObjectManifest
{
    public required string Key { get; init; }

    /// <summary>Bytes in all.</summary>
    public required long Size { get; init; }

    /// <summary>The ETag without its quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    /// <summary>The folder of the part files.</summary>
    public required string ContentId { get; init; }

    /// <summary>The part files, in the order of the bytes.</summary>
    public required IReadOnlyList<StoredPart> Parts { get; init; }

    public Checksum? Checksum { get; init; }

    public required ObjectHeaders Headers { get; init; }
}

/// <summary>A part file of an object.</summary>
/// <param name="File">Its path below the content's folder, with slashes.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record StoredPart(string File, long Size);

/// <summary>The headers that a client gave an object and gets back.</summary>
internal sealed record ObjectHeaders
{
    public string? ContentType { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentEncoding { get; init; }

    public string? ContentLanguage { get; init; }

    public string? CacheControl { get; init; }

    public string? Expires { get; init; }

    /// <summary>The <c>x-amz-meta-*</c> headers, without that prefix.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
