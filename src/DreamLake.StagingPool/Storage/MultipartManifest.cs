using System.Globalization;
using DreamLake.StagingPool.Payload;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Storage;

/// <summary>A part as a client names it at Complete.</summary>
/// <param name="Number">The part number.</param>
/// <param name="ETag">The ETag that it was answered, without quotes.</param>
/// <param name="Checksum">The checksum that it has to have; null where the client names none.</param>
internal sealed record NamedPart(int Number, string ETag, Checksum? Checksum);

/// <summary>The manifest of an object that is put together from parts.</summary>
internal static class MultipartManifest
{
    /// <summary>The parts that a client names, by S3's rules for what may be named.</summary>
    /// <exception cref="S3Exception"><c>InvalidPartOrder</c>, <c>InvalidPart</c>, <c>EntityTooSmall</c>.</exception>
    public static IReadOnlyList<PartFile> Choose(
        UploadRecord upload, IEnumerable<PartFile> stored, IReadOnlyList<NamedPart> named, long smallest)
    {
        var byNumber = stored.ToDictionary(p => p.Number);
        var parts = new List<PartFile>(named.Count);
        foreach (var name in named)
        {
            if (parts.Count > 0 && name.Number <= parts[^1].Number)
                throw OutOfOrder(upload);
            parts.Add(Matching(byNumber, name, upload));
        }

        return parts.SkipLast(1).FirstOrDefault(p => p.Size < smallest) is { } small ? throw TooSmall(small, smallest) : parts;
    }

    /// <summary>Builds it.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="files">The files and runs of bytes that they consist of.</param>
    /// <param name="now">The time.</param>
    public static ObjectManifest Of(
        UploadRecord upload, IReadOnlyList<PartFile> parts, IReadOnlyList<StoredPart> files, DateTimeOffset now) => new()
    {
        Key = upload.Key,
        Size = parts.Sum(p => p.Size),
        ETag = MultipartETag.Of(parts.Select(p => p.ETag)),
        LastModified = now,
        ContentId = upload.Id,
        Parts = files,
        Checksum = ChecksumOf(upload, parts),
        Headers = upload.Headers,
    };

    /// <summary>What is answered where a named part is none of the upload's.</summary>
    public static S3Exception InvalidPart(string uploadId, NamedPart name) =>
        new S3Exception(
            StatusCodes.Status400BadRequest,
            "InvalidPart",
            "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag "
            + "may not match the part's entity tag.")
            .With("UploadId", uploadId).With("PartNumber", $"{name.Number}").With("ETag", name.ETag);

    private static PartFile Matching(Dictionary<int, PartFile> stored, NamedPart name, UploadRecord upload) =>
        stored.GetValueOrDefault(name.Number) is { } part
        && part.ETag == name.ETag
        && (name.Checksum is null || name.Checksum == part.Checksum)
            ? part
            : throw InvalidPart(upload.Id, name);

    private static S3Exception OutOfOrder(UploadRecord upload) =>
        new S3Exception(
            StatusCodes.Status400BadRequest, "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number.")
            .With("UploadId", upload.Id);

    private static S3Exception TooSmall(PartFile part, long smallest) =>
        new S3Exception(StatusCodes.Status400BadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
            .With("ProposedSize", $"{part.Size}")
                .With("MinSizeAllowed", $"{smallest}").With("PartNumber", $"{part.Number}").With("ETag", part.ETag);

    private static Checksum? ChecksumOf(UploadRecord upload, IReadOnlyList<PartFile> parts)
    {
        if (DigestAlgorithm.Find(upload.Checksum?.Algorithm) is not { } algorithm) return null;
        var value = upload.Checksum!.Type == Checksum.FullObject
            ? Convert.ToBase64String(OverBytes(algorithm, parts))
            : Convert.ToBase64String(OverParts(algorithm, parts.Select(p => Convert.FromBase64String(p.Checksum!.Value))))
                + $"-{parts.Count}";
        return new Checksum(algorithm.Name, value);
    }

    private static byte[] OverBytes(DigestAlgorithm algorithm, IReadOnlyList<PartFile> parts)
    {
        // The check of nothing is 0, which changes nothing of what follows.
        var whole = parts.Aggregate(0UL, (before, part) => algorithm.Cyclic!.Combine(before, NumberOf(part.Checksum!), part.Size));
        return Convert.FromHexString(whole.ToString($"x{algorithm.Length * 2}", CultureInfo.InvariantCulture));
    }

    private static ulong NumberOf(Checksum checksum) => Convert.ToUInt64(Convert.ToHexString(Convert.FromBase64String(checksum.Value)), 16);

    private static byte[] OverParts(DigestAlgorithm algorithm, IEnumerable<byte[]> values)
    {
        using var digest = algorithm.Create();
        foreach (var value in values) digest.Append(value);
        return digest.Value();
    }
}
