using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DreamLake.Processes.Loopback;

/// <summary>What the loopback server answers: the lake's nine steps, and of S3 what uploading tools ask for.</summary>
/// <param name="origin">The server's own address, for presigned URLs.</param>
internal sealed class Answers(Uri origin)
{
    // rclone looks afterwards whether the object has the size that it sent.
    private readonly ConcurrentDictionary<string, long> _sizes = new(StringComparer.Ordinal);

    /// <summary>The answer, head and body.</summary>
    public byte[] To(RequestHead head, ReadOnlySpan<byte> body, long length)
    {
        if (head.Path.StartsWith("/s3/", StringComparison.Ordinal)) return OfS3(head, length);
        if (head.Path.EndsWith("/upload/multipart/init", StringComparison.Ordinal)) return Init(body);
        if (head.Path.EndsWith("/upload/multipart/parts", StringComparison.Ordinal)) return Sign(body);
        if (head.Path.EndsWith("/upload/multipart/parts-done", StringComparison.Ordinal))
            return Json(new JsonObject { ["expired"] = true });
        if (head.Path.EndsWith("/upload/multipart/complete", StringComparison.Ordinal)) return Json(new JsonObject { ["success"] = true });
        if (head.Path.StartsWith("/assets/", StringComparison.Ordinal))
            return Json(new JsonObject { ["id"] = Guid.NewGuid().ToString("N"), ["lambdaUrl"] = $"{origin}split" });
        if (head.Path == "/split") return Http(HttpStatusCode.Accepted, "");
        return Json(new JsonObject { ["id"] = Guid.NewGuid().ToString("N") });
    }

    // With digests offered, as our own BSS does: they stay on in every figure.
    private static byte[] Init(ReadOnlySpan<byte> body)
    {
        var asked = JsonNode.Parse(body)!;
        return Json(new JsonObject
        {
            ["uploadId"] = Guid.NewGuid().ToString("N"),
            ["key"] = $"{asked["owner"]}/{asked["project"]}/staging/{asked["hash"]}",
            ["checksumAlgorithm"] = "CRC32C",
        });
    }

    private byte[] Sign(ReadOnlySpan<byte> body)
    {
        var asked = JsonNode.Parse(body)!;
        // As long as a real one is: its signature has 64 digits.
        var signature = new string('0', 64);
        var urls = new JsonObject();
        foreach (var number in asked["partNumbers"]!.AsArray().Select(one => one!.GetValue<int>()))
        {
            urls[number.ToString(CultureInfo.InvariantCulture)] =
                $"{origin}s3/{asked["key"]}?partNumber={number}&uploadId={asked["uploadId"]}&X-Amz-Expires=900"
                + $"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host%3Bx-amz-checksum-crc32c&X-Amz-Signature={signature}";
        }

        return Json(urls);
    }

    private byte[] OfS3(RequestHead head, long length) => head.Method switch
    {
        "PUT" => Put(head, length),
        "POST" when head.Query.StartsWith("uploads", StringComparison.Ordinal) => Begin(head),
        "POST" => Xml(
            "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"discarded-1\"</ETag></CompleteMultipartUploadResult>"),
        "HEAD" when _sizes.TryGetValue(head.Path, out var size) => Http(
            HttpStatusCode.OK,
            "",
            size,
            "ETag: \"discarded-1\"\r\nLast-Modified: Mon, 23 Nov 2026 00:00:00 GMT\r\n"),
        "HEAD" => Http(HttpStatusCode.NotFound, ""),
        _ => Xml(
            "<ListBucketResult><Name>b</Name><Prefix></Prefix><KeyCount>0</KeyCount>"
            + "<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>"),
    };

    private byte[] Begin(RequestHead head)
    {
        _sizes[head.Path] = 0;
        return Xml(
            $"<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>{Guid.NewGuid():N}</UploadId></InitiateMultipartUploadResult>");
    }

    private byte[] Put(RequestHead head, long length)
    {
        _sizes.AddOrUpdate(
            head.Path,
            length,
            (_, before) => head.Query.Contains("partNumber=", StringComparison.Ordinal) ? before + length : length);
        return Http(HttpStatusCode.OK, "", headers: "ETag: \"discarded\"\r\n");
    }

    private static byte[] Json(JsonNode document) =>
        Http(HttpStatusCode.OK, document.ToJsonString(), headers: "Content-Type: application/json\r\n");

    private static byte[] Xml(string document) => Http(HttpStatusCode.OK, document, headers: "Content-Type: application/xml\r\n");

    private static byte[] Http(HttpStatusCode status, string body, long? length = null, string headers = "") =>
        Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {(int)status} {status}\r\nContent-Length: {length ?? Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");
}
