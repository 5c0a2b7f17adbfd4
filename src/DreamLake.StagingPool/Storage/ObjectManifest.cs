using System.Text.Json.Serialization;
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

/// <summary>A run of bytes in a file of an object's content.</summary>
/// <param name="File">The file's path below the content's folder, with slashes.</param>
/// <param name="Size">How many bytes.</param>
internal sealed record StoredPart(string File, long Size)
{
    /// <summary>Where they begin in the file; more than 0 only where a part was copied from a range.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Offset { get; init; }
}

/// <summary>The headers that a client gave an object and gets back.</summary>
internal sealed record ObjectHeaders
{
    public string? ContentType { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentEncoding { get; init; }

    public string? ContentLanguage { get; init; }

    public string? CacheControl { get; init; }

    public string? Expires { get; init; }

    /// <summary>The object's tags; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The <c>x-amz-meta-*</c> headers, without that prefix.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
