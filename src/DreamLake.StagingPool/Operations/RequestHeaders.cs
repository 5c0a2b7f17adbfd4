using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>What the headers of a request say of the object that it makes.</summary>
internal static class RequestHeaders
{
    private const string MetadataPrefix = "x-amz-meta-";

    // What changes the meaning of a request so much that passing over it would be a lie.
    private static readonly string[] Unknown =
    [
        "x-amz-server-side-encryption", "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-object-lock-mode", "x-amz-object-lock-legal-hold", "x-amz-write-offset-bytes",
    ];

    public static void RefuseUnknown(S3Request request)
    {
        if (Unknown.FirstOrDefault(request.Headers.ContainsKey) is { } header) throw S3Exception.NotImplemented($"the header {header}");
    }

    /// <summary>The checksum that <c>x-amz-checksum-algorithm</c> asks for; null for none.</summary>
    public static DigestAlgorithm? ChecksumAlgorithmOf(S3Request request) =>
        request.Header("x-amz-checksum-algorithm") is not { Length: > 0 } name ? null
        : DigestAlgorithm.Find(name) ?? throw S3Exception.InvalidRequest(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, " +
            "SHA256]");

    public static ObjectHeaders OfObject(S3Request request) => new()
    {
        ContentType = request.Header("Content-Type"),
        ContentDisposition = request.Header("Content-Disposition"),
        ContentEncoding = WithoutTransferCoding(request.Header("Content-Encoding")),
        ContentLanguage = request.Header("Content-Language"),
        CacheControl = request.Header("Cache-Control"),
        Expires = request.Header("Expires"),
        Tags = TagSet.OfHeader(request),
        Metadata = request.Headers
            .Where(h => h.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key[MetadataPrefix.Length..].ToLowerInvariant(), h => h.Value.ToString()),
    };

    /// <summary>The check of <c>If-Match</c> and <c>If-None-Match</c> against what a write would replace.</summary>
    public static Action<ObjectManifest?> PreconditionOf(S3Request request)
    {
        var (match, noneMatch) = (request.Header("If-Match"), request.Header("If-None-Match"));
        return before =>
        {
            if (match is not null && before is null) throw S3Exception.NoSuchKey(request.Key);
            if (match is not null && !Conditions.Names(match, before!.ETag)) throw S3Exception.PreconditionFailed("If-Match");
            if (noneMatch is not null && before is not null && Conditions.Names(noneMatch, before.ETag))
                throw S3Exception.PreconditionFailed("If-None-Match");
        };
    }

    // "aws-chunked" is how the body came, not how the object is encoded.
    private static string? WithoutTransferCoding(string? encoding)
    {
        var codings = encoding?.Split(',', StringSplitOptions.TrimEntries).Where(c => c is not ("aws-chunked" or "")).ToArray();
        return codings is null or [] ? null : string.Join(", ", codings);
    }
}
