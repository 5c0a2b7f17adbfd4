using System.Globalization;
using System.Xml.Linq;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload.</summary>
internal sealed class MultipartOperations(UploadStore uploads)
{
    private const int MostParts = 10_000;

    public async Task CreateMultipartUploadAsync(S3Request request, AuthenticatedBody body)
    {
        RequestHeaders.RefuseUnknown(request);
        var checksum = UploadChecksumOf(request);
        var upload = await uploads.CreateAsync(request.Bucket, request.Key, RequestHeaders.OfObject(request), checksum, request.Aborted);
        if (checksum is not null)
        {
            request.Http.Response.Headers["x-amz-checksum-algorithm"] = checksum.Algorithm;
            request.Http.Response.Headers["x-amz-checksum-type"] = checksum.Type;
        }

        await XmlResponse.WriteAsync(request.Http, "InitiateMultipartUploadResult", xml =>
        {
            xml.Element("Bucket", upload.Bucket);
            xml.Element("Key", upload.Key);
            xml.Element("UploadId", upload.Id);
        });
    }

    public async Task UploadPartAsync(S3Request request, AuthenticatedBody body)
    {
        RequestHeaders.RefuseUnknown(request);
        var number = PartNumber(request.Query["partNumber"] ?? "");
        var upload = await UploadOfAsync(request);
        using var payload = VerifiedPayload.Open(request, body);
        var part = await uploads.PutPartAsync(upload, number, payload, ETagAlgorithmOf(upload, payload, body), request.Aborted);
        var headers = request.Http.Response.Headers;
        headers.ETag = $"\"{part.ETag}\"";
        if (part.Checksum is { } checksum) headers[DigestAlgorithm.Find(checksum.Algorithm)!.Header] = checksum.Value;
    }

    public async Task CompleteMultipartUploadAsync(S3Request request, AuthenticatedBody body)
    {
        // Its x-amz-checksum headers speak of the object that comes to be, not of this document.
        using var payload = VerifiedPayload.Open(request, body, checksums: []);
        var document = await XmlBody.ReadAsync(payload, "CompleteMultipartUpload", request.Aborted);
        var all = document.Children("Part").Select(Named).ToArray();
        if (all.Length is 0 or > MostParts) throw S3Exception.MalformedXml();
        // A part that was sent twice side by side may be named twice: the client means the one that it was answered last.
        var named = all.Where((part, at) => at == all.Length - 1 || all[at + 1].Number != part.Number).ToArray();
        var expected = ChecksumIn(a => request.Header(a.Header));
        var upload = ContentAddress.IsId(request.Query["uploadId"]!)
            ? new ContentAddress(request.Bucket, request.Key, request.Query["uploadId"]!)
            : throw S3Exception.NoSuchUpload(request.Query["uploadId"]!);
        var manifest = await uploads.CompleteAsync(upload, named, expected, RequestHeaders.PreconditionOf(request), request.Aborted);
        await XmlResponse.WriteAsync(request.Http, "CompleteMultipartUploadResult", xml =>
        {
            xml.Element("Location",
                $"{request.Http.Request.Scheme}://{request.Http.Request.Host}{CanonicalRequest.EncodePath(request.Path)}");
            xml.Element("Bucket", request.Bucket);
            xml.Element("Key", manifest.Key);
            xml.Element("ETag", $"\"{manifest.ETag}\"");
            if (manifest.Checksum is not { } checksum) return;
            xml.Element(DigestAlgorithm.Find(checksum.Algorithm)!.Element, checksum.Value);
            xml.Element("ChecksumType", checksum.Type);
        });
    }

    public async Task AbortMultipartUploadAsync(S3Request request, AuthenticatedBody body)
    {
        await uploads.AbortAsync(await UploadOfAsync(request), request.Aborted);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // MD5 would be what the lake's own clients wait for. Their signed addresses hold the CRC-32C of the part, so nobody compares its ETag
    // with the bytes; tools that do compare it are answered its MD5.
    private static DigestAlgorithm ETagAlgorithmOf(UploadRecord upload, VerifiedPayload payload, AuthenticatedBody body) =>
        body.IsPresigned && upload.Checksum?.Algorithm == DigestAlgorithm.Crc32C && payload.SentChecksum?.Name == DigestAlgorithm.Crc32C
        && !payload.Tracks(DigestAlgorithm.Md5)
            ? DigestAlgorithm.XxHash128
            : DigestAlgorithm.Md5;

    private Task<UploadRecord> UploadOfAsync(S3Request request) =>
        uploads.GetAsync(request.Bucket, request.Key, request.Query["uploadId"] ?? "", request.Aborted);

    /// <summary>A part number, from 1 to 10,000.</summary>
    public static int PartNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostParts
            ? number
            : throw S3Exception.InvalidArgument("partNumber", text, $"Part number must be an integer between 1 and {MostParts}, inclusive");

    private static NamedPart Named(XElement part)
    {
        if (!int.TryParse(part.Text("PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw S3Exception.MalformedXml();
        var etag = part.Text("ETag")?.Trim('"') ?? throw S3Exception.MalformedXml();
        return new NamedPart(number, etag, ChecksumIn(a => part.Text(a.Element)));
    }

    private static Checksum? ChecksumIn(Func<DigestAlgorithm, string?> read) =>
        DigestAlgorithm.Checksums.Where(a => read(a) is { Length: > 0 }).Select(a => new Checksum(a.Name, read(a)!)).FirstOrDefault();

    private static UploadChecksum? UploadChecksumOf(S3Request request)
    {
        if (RequestHeaders.ChecksumAlgorithmOf(request) is not { } algorithm) return null;
        var type = request.Header("x-amz-checksum-type") ?? algorithm.DefaultType;
        return type == Checksum.Composite || (type == Checksum.FullObject && algorithm.Cyclic is not null)
            ? new UploadChecksum(algorithm.Name, type)
            : throw S3Exception.InvalidRequest($"The {type} checksum type cannot be used with the {algorithm.Name} checksum algorithm.");
    }
}
