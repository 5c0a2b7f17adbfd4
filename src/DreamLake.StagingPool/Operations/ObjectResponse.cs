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

    public static void WriteChecksum(IHeaderDictionary headers, Checksum? checksum)
    {
        if (checksum is null) return;
        headers[DigestAlgorithm.Find(checksum.Algorithm)!.Header] = checksum.Value;
        headers["x-amz-checksum-type"] = checksum.Type;
    }

    private static ByteRange WriteLength(S3Request request, HttpResponse response, ObjectManifest manifest)
    {
        response.Headers.AcceptRanges = "bytes";
        var range = RangeOf(request, manifest);
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {part.Offset}-{part.Offset + part.Count - 1}/{manifest.Size}";
        }
        else if (request.Header("x-amz-checksum-mode") == "ENABLED")
        {
            // Only of the whole: a client would hold it against the bytes that it got.
            WriteChecksum(response.Headers, manifest.Checksum);
        }

        var sent = range ?? new ByteRange(0, manifest.Size);
        response.ContentLength = sent.Count;
        return sent;
    }

    private static ByteRange? RangeOf(S3Request request, ObjectManifest manifest) =>
        request.Header("If-Range") is { } etag && !Conditions.Names(etag, manifest.ETag)
            ? null
            : ByteRange.Of(request.Header("Range"), manifest.Size);

    private static void WriteObjectHeaders(S3Request request, IHeaderDictionary headers, ObjectHeaders stored)
    {
        Write("Content-Type", "response-content-type", stored.ContentType ?? "binary/octet-stream");
        Write("Content-Disposition", "response-content-disposition", stored.ContentDisposition);
        Write("Content-Encoding", "response-content-encoding", stored.ContentEncoding);
        Write("Content-Language", "response-content-language", stored.ContentLanguage);
        Write("Cache-Control", "response-cache-control", stored.CacheControl);
        Write("Expires", "response-expires", stored.Expires);
        foreach (var (name, value) in stored.Metadata) headers[$"x-amz-meta-{name}"] = value;

        void Write(string header, string parameter, string? own)
        {
            if ((request.Query[parameter] ?? own) is { Length: > 0 } value) headers[header] = value;
        }
    }
}
