using System.Globalization;
using System.Xml;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>GetObjectAttributes.</summary>
internal sealed class ObjectAttributes(ObjectStore objects)
{
    private const string Header = "x-amz-object-attributes";
    private const int LargestPage = 1000;
    private static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public async Task GetObjectAttributesAsync(S3Request request, AuthenticatedBody body)
    {
        var asked = (request.Header(Header) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0 || asked.Except(Known).Any())
            throw S3Exception.InvalidArgument(Header, string.Join(',', asked), "Invalid attribute name specified.");
        var manifest = await objects.FindAsync(request.Bucket, request.Key, request.Aborted) ?? throw S3Exception.NoSuchKey(request.Key);
        var (marker, limit) =
            (NumberIn(request, "x-amz-part-number-marker", 0), Math.Min(NumberIn(request, "x-amz-max-parts", LargestPage), LargestPage));
        request.Http.Response.Headers.LastModified = manifest.LastModified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        await XmlResponse.WriteAsync(request.Http, "GetObjectAttributesResponse", xml =>
        {
            if (asked.Contains("ETag")) xml.Element("ETag", manifest.ETag);
            if (asked.Contains("Checksum")) WriteChecksum(xml, manifest.Checksum);
            if (asked.Contains("ObjectParts") && MultipartETag.Is(manifest.ETag))
                WriteParts(xml, ObjectPart.AllOf(manifest), marker, limit);
            if (asked.Contains("StorageClass")) xml.Element("StorageClass", "STANDARD");
            if (asked.Contains("ObjectSize")) xml.Element("ObjectSize", manifest.Size);
        });
    }

    private static void WriteChecksum(XmlWriter xml, Checksum? checksum)
    {
        if (checksum is null) return;
        xml.WriteStartElement("Checksum");
        xml.Element(DigestAlgorithm.Find(checksum.Algorithm)!.Element, checksum.Value);
        xml.Element("ChecksumType", checksum.Type);
        xml.WriteEndElement();
    }

    private static void WriteParts(XmlWriter xml, IReadOnlyList<ObjectPart> parts, int marker, int limit)
    {
        var found = parts.Where(p => p.Number > marker).Take(limit + 1).ToArray();
        var page = found.Take(limit).ToArray();
        xml.WriteStartElement("ObjectParts");
        xml.Element("PartsCount", parts.Count);
        xml.Element("PartNumberMarker", marker);
        if (page.Length > 0) xml.Element("NextPartNumberMarker", page[^1].Number);
        xml.Element("MaxParts", limit);
        xml.Element("IsTruncated", found.Length > page.Length);
        // S3 lists the parts of objects that have a checksum, and says of the others only how many there are; here all are listed.
        foreach (var part in page)
        {
            xml.WriteStartElement("Part");
            xml.Element("PartNumber", part.Number);
            xml.Element("Size", part.Size);
            if (part.Checksum is { } checksum) xml.Element(DigestAlgorithm.Find(checksum.Algorithm)!.Element, checksum.Value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static int NumberIn(S3Request request, string header, int fallback) =>
        request.Header(header) is not { Length: > 0 } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw S3Exception.InvalidArgument(header, text, $"Provided {header} not an integer or within integer range");
}
