using System.Globalization;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>The head of an answer that is an object.</summary>
internal static class ObjectResponse
{
    /// <summary>Writes status and headers.</summary>
    /// <returns>The bytes to send; null where there are none to send (304).</returns>
    public static ByteRange? WriteHead(S3Request request, ObjectManifest manifest)
    {
        var response = request.Http.Response;
        response.Headers.ETag = $"\"{manifest.ETag}\"";
        response.Headers.LastModified = manifest.LastModified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        if (Conditions.IsNotModified(request, manifest))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return null;
        }

        WriteObjectHeaders(request, response.Headers, manifest.Headers);
        return WriteLength(request, response, manifest);
    }

    public static void WriteChecksum(IHeaderDictionary headers, Checksum? checksum, string? type = null)
    {
        if (checksum is null) return;
        headers[DigestAlgorithm.Find(checksum.Algorithm)!.Header] = checksum.Value;
        headers["x-amz-checksum-type"] = type ?? checksum.Type;
    }

    private static ByteRange WriteLength(S3Request request, HttpResponse response, ObjectManifest manifest)
    {
        response.Headers.AcceptRanges = "bytes";
        var part = request.Query.Has("partNumber") ? PartOf(request, response, manifest) : null;
        var range = part is null ? RangeOf(request, manifest) : new ByteRange(part.Offset, part.Size);
        if (range is { Count: > 0 } sent)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {sent.Offset}-{sent.Offset + sent.Count - 1}/{manifest.Size}";
        }

        // Of the whole or of a part: a client holds it against the bytes that it got, and any other range has none.
        if (request.Header("x-amz-checksum-mode") == "ENABLED" && (part is not null || range is null))
            WriteChecksum(response.Headers, part is null ? manifest.Checksum : part.Checksum, manifest.Checksum?.Type);
        var bytes = range ?? new ByteRange(0, manifest.Size);
        response.ContentLength = bytes.Count;
        return bytes;
    }

    private static ByteRange? RangeOf(S3Request request, ObjectManifest manifest) =>
        request.Header("If-Range") is { } etag && !Conditions.Names(etag, manifest.ETag)
            ? null
            : ByteRange.Of(request.Header("Range"), manifest.Size);

    private static ObjectPart PartOf(S3Request request, HttpResponse response, ObjectManifest manifest)
    {
        if (request.Header("Range") is not null)
            throw S3Exception.InvalidRequest("Cannot specify both Range header and partNumber query parameter");
        var number = MultipartOperations.PartNumber(request.Query["partNumber"]!);
        var parts = ObjectPart.AllOf(manifest);
        if (MultipartETag.Is(manifest.ETag)) response.Headers["x-amz-mp-parts-count"] = $"{parts.Count}";
        return parts.FirstOrDefault(p => p.Number == number)
            ?? throw new S3Exception(
                StatusCodes.Status400BadRequest, "InvalidPart", "The requested part number is not one of the object's.")
                .With("PartNumberRequested", $"{number}").With("ActualPartCount", $"{parts.Count}");
    }

    private static void WriteObjectHeaders(S3Request request, IHeaderDictionary headers, ObjectHeaders stored)
    {
        Write("Content-Type", "response-content-type", stored.ContentType ?? "binary/octet-stream");
        Write("Content-Disposition", "response-content-disposition", stored.ContentDisposition);
        Write("Content-Encoding", "response-content-encoding", stored.ContentEncoding);
        Write("Content-Language", "response-content-language", stored.ContentLanguage);
        Write("Cache-Control", "response-cache-control", stored.CacheControl);
        Write("Expires", "response-expires", stored.Expires);
        if (stored.Tags is { Count: > 0 } tags) headers["x-amz-tagging-count"] = $"{tags.Count}";
        foreach (var (name, value) in stored.Metadata) headers[$"x-amz-meta-{name}"] = HeaderText.Of(name, value);

        void Write(string header, string parameter, string? own)
        {
            if ((request.Query[parameter] ?? own) is { Length: > 0 } value) headers[header] = HeaderText.Of(parameter, value);
        }
    }
}
