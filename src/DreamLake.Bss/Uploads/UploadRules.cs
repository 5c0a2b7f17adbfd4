using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Bss.Uploads;

/// <summary>What the fields of an upload's messages may hold. A fault is a 400 that names the field.</summary>
internal static class UploadRules
{
    private const int MaxParts = 10_000;
    private const int MaxContentTypeLength = 255;
    private const int MaxKeyBytes = 1000;
    private const int MaxUploadIdLength = 2048;
    private const int MaxEtagLength = 256;
    private const int Crc32CBase64Length = 8;
    private const int MinLifetimeSeconds = 60;
    private const int MaxLifetimeSeconds = 86_400;

    // What Amazon, Ceph, MinIO, Garage, SeaweedFS and R2 make their ids of: URL-safe text, base64 among it. A '&' or a '%' is in none.
    private static readonly SearchValues<char> UploadIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>A namespace or a space, as names are kept (NFC).</summary>
    public static string Name(string? value, string field)
    {
        var name = NameRules.Normalize(RefusalException.Required(value, field));
        return NameRules.Fault(field, name) is { } fault ? throw RefusalException.Malformed(Sentence(fault)) : name;
    }

    /// <summary>A content's hash.</summary>
    public static string Hash(string? value, string field) =>
        StagingKey.IsHashOfMessage(RefusalException.Required(value, field))
            ? value!
            : throw RefusalException.Malformed(
                $"The field '{field}' has to be lower-case hex digits of the content's SHA-256: its first 16, or all 64.");

    /// <summary>
    /// The whole SHA-256, whatever its case; where it is left out, what a hash of 64 digits tells; null where neither does.
    /// </summary>
    public static string? Sha256(string? sha256, string hash, string hashField)
    {
        if (string.IsNullOrEmpty(sha256)) return UploadHash.WholeOf(hash);
        var lower = sha256.ToLowerInvariant();
        if (!StagingKey.IsSha256(lower))
        {
            throw RefusalException.Malformed("The field 'sha256' has to be 64 hex digits.");
        }

        return lower.StartsWith(hash, StringComparison.Ordinal)
            ? lower
            : throw RefusalException.Wrong(
                $"The sha256 {lower} does not begin with the {hashField} {hash}: they are of different contents.");
    }

    /// <summary>Bytes of a content, where they are told.</summary>
    public static long? Size(long? size) =>
        size < 0 ? throw RefusalException.Malformed("The field 'size' is negative.") : size;

    /// <summary>The key of a content, which S3 bounds to 1,024 bytes; a few are kept free for the longer keys of its playlists.</summary>
    public static string Key(string owner, string project, string hash)
    {
        var key = StagingKey.For(owner, project, hash);
        return Encoding.UTF8.GetByteCount(key) <= MaxKeyBytes
            ? key
            : throw RefusalException.Malformed(
                "The owner and the project are together longer than a key of S3 can hold. Use shorter names.");
    }

    /// <summary>A content type, written as it goes to S3; <c>application/octet-stream</c> where there is none.</summary>
    public static string ContentType(string? value) => value switch
    {
        null or "" => "application/octet-stream",
        { Length: <= MaxContentTypeLength } when Normalized(value) is { } mediaType => mediaType,
        _ => throw RefusalException.Malformed("The field 'contentType' has to be a media type, such as video/mp4."),
    };

    /// <summary>The two fields that name a multipart upload. A key outside of the pool is a 400, another's namespace a 403.</summary>
    public static (string UploadId, string Key) Upload(string? uploadId, string? key, ClaimsPrincipal bearer)
    {
        if (RefusalException.Required(uploadId, "uploadId") is not { Length: <= MaxUploadIdLength })
            throw RefusalException.Malformed("The field 'uploadId' is longer than any that S3 gives.");
        if (uploadId.AsSpan().ContainsAnyExcept(UploadIdCharacters))
            throw RefusalException.Malformed("The field 'uploadId' is none that S3 gives: it has to be the one that init answered.");
        key = NameRules.Normalize(RefusalException.Required(key, "key"));
        if (!StagingKey.TryParse(key, out var owner, out var project, out _))
            throw RefusalException.Malformed("The field 'key' has to be the key that init answered: {owner}/{project}/staging/{hash}.");
        return bearer.Owns(owner, project) ? (uploadId!, key!) : throw RefusalException.NotYours();
    }

    /// <summary>The parts to sign: 1 to 10,000 of them, each 1 … 10,000.</summary>
    public static IReadOnlyList<int> PartNumbers(IReadOnlyList<int>? numbers)
    {
        if (numbers is null or { Count: 0 }) throw RefusalException.Malformed("The field 'partNumbers' is missing or empty.");
        if (numbers.Count > MaxParts)
            throw RefusalException.Malformed($"A multipart upload has at most {MaxParts} parts; these are {numbers.Count}.");
        foreach (var number in numbers) PartNumber(number);
        return numbers;
    }

    /// <summary>How long the URLs of parts shall live; null where the client does not say.</summary>
    public static TimeSpan? Lifetime(int? seconds) => seconds switch
    {
        null => null,
        >= MinLifetimeSeconds and <= MaxLifetimeSeconds => TimeSpan.FromSeconds(seconds.Value),
        _ => throw RefusalException.Malformed($"The field 'expiresIn' has to be {MinLifetimeSeconds} to {MaxLifetimeSeconds} seconds."),
    };

    /// <summary>CRC-32C by part number, each 4 bytes in base64.</summary>
    public static IReadOnlyDictionary<string, string> Checksums(IReadOnlyDictionary<string, string>? checksums)
    {
        foreach (var (number, checksum) in checksums ?? new Dictionary<string, string>())
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
                throw RefusalException.Malformed($"'{NameRules.Printable(number)}' in 'checksums' is not a part number.");
            PartNumber(part);
            if (checksum is not { Length: Crc32CBase64Length } || !Base64.IsValid(checksum, out var bytes) || bytes != sizeof(uint))
                throw RefusalException.Malformed($"The checksum of part {part} has to be the 4 bytes of its CRC-32C in base64.");
        }

        return checksums ?? new Dictionary<string, string>();
    }

    /// <summary>The parts to complete from, in whatever order they come: ascending.</summary>
    public static IReadOnlyList<PartDone> Parts(IReadOnlyList<PartDone>? parts)
    {
        if (parts is null or { Count: 0 })
        {
            throw RefusalException.Malformed("The field 'parts' is missing or empty. An empty file is one empty part.");
        }

        if (parts.Count > MaxParts)
        {
            throw RefusalException.Malformed($"A multipart upload has at most {MaxParts} parts; these are {parts.Count}.");
        }

        PartDone[] ascending = [.. parts.OrderBy(part => part?.PartNumber)];
        for (var i = 0; i < ascending.Length; i++)
        {
            if (ascending[i] is not { } part) throw RefusalException.Malformed("The field 'parts' holds a null.");
            PartNumber(part.PartNumber);
            if (part.Etag is { Length: > MaxEtagLength })
            {
                throw RefusalException.Malformed($"The etag of part {part.PartNumber} is longer than any that S3 gives.");
            }

            if (string.IsNullOrWhiteSpace(part.Etag)) throw RefusalException.Malformed($"Part {part.PartNumber} has no etag.");
            if (i > 0 && ascending[i - 1].PartNumber == part.PartNumber)
            {
                throw RefusalException.Malformed($"Part {part.PartNumber} is named twice.");
            }
        }

        return ascending;
    }

    // As the HTTP client writes it: S3's signature is over that text, and would not hold for another spelling of the same type.
    private static string? Normalized(string value) =>
        Ascii.IsValid(value) && MediaTypeHeaderValue.TryParse(value, out var type)
            && !type.MediaType!.Contains('*', StringComparison.Ordinal)
            ? type.ToString()
            : null;

    private static void PartNumber(int number)
    {
        if (number is < 1 or > MaxParts) throw RefusalException.Malformed($"{number} is not a part number: they go from 1 to {MaxParts}.");
    }

    private static string Sentence(string fault) => char.ToUpperInvariant(fault[0]) + fault[1..] + ".";
}
