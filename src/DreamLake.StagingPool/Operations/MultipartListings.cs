using System.Xml;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>ListParts, ListMultipartUploads.</summary>
internal sealed class MultipartListings(UploadStore uploads)
{
    private const int LargestPage = 1000;

    public async Task ListPartsAsync(S3Request request, AuthenticatedBody body)
    {
        var upload = await uploads.GetAsync(request.Bucket, request.Key, request.Query["uploadId"] ?? "", request.Aborted);
        var marker = request.Query.Number("part-number-marker", 0);
        var limit = Math.Min(request.Query.Number("max-parts", LargestPage), LargestPage);
        // One more than the page, which tells whether there is another.
        var found = uploads.Parts(upload).After(marker).Take(limit + 1).ToArray();
        var page = found.Take(limit).ToArray();
        var names = new NameEncoding(request);
        await XmlResponse.WriteAsync(request.Http, "ListPartsResult", xml =>
        {
            xml.Element("Bucket", upload.Bucket);
            xml.Element("Key", names.Encode(upload.Key));
            xml.Element("UploadId", upload.Id);
            xml.Owner("Initiator");
            xml.Owner("Owner");
            xml.Element("StorageClass", "STANDARD");
            xml.Element("PartNumberMarker", marker);
            if (page.Length > 0) xml.Element("NextPartNumberMarker", page[^1].Number);
            xml.Element("MaxParts", limit);
            xml.Element("IsTruncated", found.Length > page.Length);
            xml.Element("ChecksumAlgorithm", upload.Checksum?.Algorithm);
            xml.Element("ChecksumType", upload.Checksum?.Type);
            foreach (var part in page) WritePart(xml, part);
        });
    }

    public async Task ListMultipartUploadsAsync(S3Request request, AuthenticatedBody body)
    {
        var (prefix, delimiter) = (request.Query["prefix"] ?? "", request.Query["delimiter"] ?? "");
        var (keyMarker, idMarker) = (request.Query["key-marker"] ?? "", request.Query["upload-id-marker"] ?? "");
        var limit = Math.Min(request.Query.Number("max-uploads", LargestPage), LargestPage);
        var behind = Behind(await uploads.AllAsync(request.Bucket, prefix, request.Aborted), keyMarker, idMarker);
        var found = Gathered(behind, prefix, delimiter, keyMarker).Take(limit + 1).ToArray();
        var page = found.Take(limit).ToArray();
        var names = new NameEncoding(request);
        await XmlResponse.WriteAsync(request.Http, "ListMultipartUploadsResult", xml =>
        {
            xml.Element("Bucket", request.Bucket);
            xml.Element("KeyMarker", names.Encode(keyMarker));
            xml.Element("UploadIdMarker", idMarker);
            xml.Element("Prefix", names.Encode(prefix));
            xml.Element("Delimiter", delimiter.Length > 0 ? names.Encode(delimiter) : null);
            xml.Element("EncodingType", names.Type);
            xml.Element("MaxUploads", limit);
            xml.Element("IsTruncated", found.Length > page.Length);
            if (found.Length > page.Length && page.Length > 0)
            {
                xml.Element("NextKeyMarker", names.Encode(page[^1].Name));
                xml.Element("NextUploadIdMarker", page[^1].Upload?.Id);
            }

            foreach (var (_, upload) in page)
            {
                if (upload is not null) WriteUpload(xml, upload, names);
            }

            foreach (var (name, _) in page.Where(entry => entry.Upload is null)) xml.CommonPrefix(names.Encode(name));
        });
    }

    private static IEnumerable<UploadRecord> Behind(IReadOnlyList<UploadRecord> sorted, string keyMarker, string idMarker)
    {
        if (keyMarker.Length == 0) return sorted;
        var behindKey = sorted.Where(u => KeyOrder.Instance.Compare(u.Key, keyMarker) > 0);
        if (idMarker.Length == 0) return behindKey;
        return sorted.Where(u => u.Key == keyMarker).SkipWhile(u => u.Id != idMarker).Skip(1).Concat(behindKey);
    }

    // An upload by its key; or, without an upload, what the keys of several begin with, up to the delimiter.
    private static IEnumerable<(string Name, UploadRecord? Upload)> Gathered(
        IEnumerable<UploadRecord> sorted, string prefix, string delimiter, string keyMarker)
    {
        var last = "";
        foreach (var upload in sorted)
        {
            var at = delimiter.Length == 0 ? -1 : upload.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var common = at < 0 ? null : upload.Key[..(at + delimiter.Length)];
            if (common is null) yield return (upload.Key, upload);
            else if (common != last && common != keyMarker) yield return (last = common, null);
        }
    }

    private static void WritePart(XmlWriter xml, PartFile part)
    {
        xml.WriteStartElement("Part");
        xml.Element("PartNumber", part.Number);
        xml.Element("LastModified", part.LastModified);
        xml.Element("ETag", $"\"{part.ETag}\"");
        xml.Element("Size", part.Size);
        if (part.Checksum is { } checksum) xml.Element(DigestAlgorithm.Find(checksum.Algorithm)!.Element, checksum.Value);
        xml.WriteEndElement();
    }

    private static void WriteUpload(XmlWriter xml, UploadRecord upload, NameEncoding names)
    {
        xml.WriteStartElement("Upload");
        xml.Element("Key", names.Encode(upload.Key));
        xml.Element("UploadId", upload.Id);
        xml.Owner("Initiator");
        xml.Owner("Owner");
        xml.Element("StorageClass", "STANDARD");
        xml.Element("Initiated", upload.Initiated);
        xml.Element("ChecksumAlgorithm", upload.Checksum?.Algorithm);
        xml.Element("ChecksumType", upload.Checksum?.Type);
        xml.WriteEndElement();
    }
}
