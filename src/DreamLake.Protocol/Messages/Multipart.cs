using System.Text.Json.Serialization;

namespace DreamLake.Protocol;

/// <summary>Step 3, <c>POST {prefix}/upload/multipart/init</c>.</summary>
/// <param name="Owner">The namespace.</param>
/// <param name="Project">The space.</param>
/// <param name="Hash">SHA-256 of the content, its first 16 hex digits, lower case; or all 64.</param>
/// <param name="ContentType">The content type that the object is stored with.</param>
/// <param name="Sha256">The whole SHA-256, 64 hex digits: with it the lake keeps apart what the first 16 do not. May be left out.</param>
/// <param name="Size">Bytes of the content. May be left out.</param>
public record InitRequest(
    string? Owner, string? Project, string? Hash, string? ContentType, string? Sha256 = null, long? Size = null);

/// <summary>What <c>init</c> answers.</summary>
/// <param name="UploadId">S3's id of the multipart upload.</param>
/// <param name="Key">The key in the staging pool.</param>
/// <param name="ChecksumAlgorithm"><c>CRC32C</c> where BSS offers digests of parts; else left out.</param>
/// <param name="Stored">
/// True where that very content is proven there: no part has to be sent, and step 7 is next. False where it is not, which tells that the
/// lake keeps contents apart by their whole SHA-256. Left out by a lake that does not, and where no SHA-256 was told.
/// </param>
public record InitResponse(string? UploadId, string? Key, string? ChecksumAlgorithm = null, bool? Stored = null);

/// <summary>Step 4, <c>POST {prefix}/upload/multipart/parts</c>.</summary>
/// <param name="UploadId">S3's id of the multipart upload.</param>
/// <param name="Key">The key in the staging pool.</param>
/// <param name="PartNumbers">The parts to sign, 1 … 10,000.</param>
/// <param name="Checksums">Base64 CRC-32C by part number, only where BSS offers digests of parts.</param>
/// <param name="ExpiresIn">Seconds that the URLs shall live, 60 … 86,400; left out, as long as the lake lets them.</param>
public sealed record SignPartsRequest(
    string? UploadId, string? Key, IReadOnlyList<int>? PartNumbers, IReadOnlyDictionary<string, string>? Checksums = null,
    int? ExpiresIn = null);

/// <summary>What <c>parts</c> answers: presigned URLs by part number, bare and once more under <c>parts</c>.</summary>
/// <remarks>The clients in use read nothing but <c>parts</c>; the first published form is bare (protocol.md, step 4).</remarks>
/// <param name="Urls">The URL of each part, by its number.</param>
[JsonConverter(typeof(SignPartsResponseConverter))]
public sealed record SignPartsResponse(IReadOnlyDictionary<string, string> Urls);

/// <summary>A part that S3 has, by its number and ETag.</summary>
/// <param name="PartNumber">1 … 10,000.</param>
/// <param name="Etag">S3's ETag, with or without its quotes.</param>
/// <param name="Size">Its bytes, where the service tells.</param>
public sealed record PartDone(int PartNumber, string? Etag, long? Size = null);

/// <summary>Step 2, what <c>GET {prefix}/upload/multipart/parts-done</c> answers.</summary>
/// <param name="Expired">Whether S3 knows the multipart upload no more. Absent means false.</param>
/// <param name="Parts">The parts that S3 has.</param>
public sealed record PartsDoneResponse(bool? Expired, IReadOnlyList<PartDone>? Parts);

/// <summary>Step 6, <c>POST {prefix}/upload/multipart/complete</c>: the parts in ascending order.</summary>
public sealed record CompleteRequest(string? UploadId, string? Key, IReadOnlyList<PartDone>? Parts);

/// <summary><c>POST {prefix}/upload/multipart/abort</c>.</summary>
public sealed record AbortRequest(string? UploadId, string? Key);

/// <summary>What <c>complete</c> and <c>abort</c> answer.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Error">Why not: an error inside a 200 is one all the same.</param>
/// <param name="Detail">The same, from services that answer a problem.</param>
/// <param name="Title">What kind of problem.</param>
/// <param name="Status">The HTTP status of a problem.</param>
public sealed record SuccessResponse(bool? Success, string? Error = null, string? Detail = null, string? Title = null, int? Status = null);
