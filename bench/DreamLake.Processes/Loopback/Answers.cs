using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DreamLake.Processes.Loopback;

/// <summary>What the loopback server answers: the lake's nine steps, and of S3 what uploading tools ask for.</summary>
/// <param name="origin">Where clients see the server, for presigned URLs.</param>
internal sealed class Answers(Func<Uri> origin)
{
    // rclone looks afterwards whether the object has the size that it sent.
    private readonly ConcurrentDictionary<string, long> _sizes = new(StringComparer.Ordinal);

    /// <summary>The answer, head and body.</summary>
    public byte[] To(RequestHead head, ReadOnlySpan<byte> body, long length)
    {
        if (head.Path.StartsWith("/s3/", StringComparison.Ordinal)) return OfS3(head, length);
        if (head.Path == "/split") return Http(HttpStatusCode.Accepted, "");
        return Json(SingleOf(head.Path) is { } single ? Batch(single, JsonNode.Parse(body)!) : Control(head.Path, body));
    }

    private static string? SingleOf(string path) =>
        path.EndsWith("-batch", StringComparison.Ordinal) ? path[..^"-batch".Length]
        : path.EndsWith("/batch", StringComparison.Ordinal) ? path[..^"/batch".Length]
        : null;

    private JsonObject Batch(string path, JsonNode body) => new()
    {
        ["items"] = new JsonArray([.. body["items"]!.AsArray().Select(item => Control(path, item!))]),
    };

    private JsonObject Control(string path, ReadOnlySpan<byte> body) =>
        Control(path, body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!);

    private JsonObject Control(string path, JsonNode body)
    {
        if (path.EndsWith("/upload/multipart/init", StringComparison.Ordinal)) return Init(body);
        if (path.EndsWith("/upload/multipart/parts", StringComparison.Ordinal))
            return Sign(body["key"]!, body["uploadId"]!, body["partNumbers"]!);
        if (path.EndsWith("/upload/multipart/parts-done", StringComparison.Ordinal)) return new JsonObject { ["expired"] = true };
        if (path.EndsWith("/upload/multipart/complete", StringComparison.Ordinal)) return new JsonObject { ["success"] = true };
        if (path.StartsWith("/assets/", StringComparison.Ordinal))
            return new JsonObject { ["id"] = Guid.NewGuid().ToString("N"), ["lambdaUrl"] = $"{origin()}split" };
        return new JsonObject { ["id"] = Guid.NewGuid().ToString("N") };
    }

    // With digests offered, as our own BSS does: they stay on in every figure.
    private JsonObject Init(JsonNode asked)
    {
        var uploadId = Guid.NewGuid().ToString("N");
        var key = $"{asked["owner"]}/{asked["project"]}/staging/{asked["hash"]}";
        var answer = new JsonObject { ["uploadId"] = uploadId, ["key"] = key, ["checksumAlgorithm"] = "CRC32C" };
        if (asked["sign"] is { } numbers) answer["parts"] = Sign(key, uploadId, numbers);
        return answer;
    }

    private JsonObject Sign(JsonNode key, JsonNode uploadId, JsonNode numbers)
    {
        // As long as a real one is: its signature has 64 digits.
        var signature = new string('0', 64);
        var urls = new JsonObject();
        foreach (var number in numbers.AsArray().Select(one => one!.GetValue<int>()))
        {
            urls[number.ToString(CultureInfo.InvariantCulture)] =
                $"{origin()}s3/{key}?partNumber={number}&uploadId={uploadId}&X-Amz-Expires=900"
                + $"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host%3Bx-amz-checksum-crc32c&X-Amz-Signature={signature}";
        }

        return urls;
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
