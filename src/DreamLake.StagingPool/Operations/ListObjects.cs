using System.Text;
using System.Xml;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>ListObjectsV2, and the version before it.</summary>
internal sealed class ListObjects(ObjectListing listing)
{
    private const int LargestPage = 1000;
    private const string AllowUnordered = "allow-unordered";

    public Task AnyVersionAsync(S3Request request, AuthenticatedBody body) =>
        request.Query["list-type"] == "2" ? Version2Async(request) : Version1Async(request);

    private async Task Version2Async(S3Request request)
    {
        var token = request.Query["continuation-token"];
        var query = QueryOf(request, token is null ? request.Query["start-after"] ?? "" : NameOf(token));
        var page = await listing.ReadAsync(request.Bucket, query, request.Aborted);
        var names = new NameEncoding(request);
        await XmlResponse.WriteAsync(request.Http, "ListBucketResult", xml =>
        {
            WriteHead(xml, request, query, page, names, names.Encode(query.Prefix));
            xml.Element("StartAfter", names.Encode(request.Query["start-after"]));
            xml.Element("ContinuationToken", token);
            xml.Element("NextContinuationToken", page.Next is null ? null : TokenOf(page.Next));
            xml.Element("KeyCount", page.Objects.Count + page.CommonPrefixes.Count);
            WriteNames(xml, page, names, new EntryForm("Contents", WithOwner: request.Query["fetch-owner"] == "true"));
        });
    }

    private async Task Version1Async(S3Request request)
    {
        var query = QueryOf(request, request.Query["marker"] ?? "");
        var page = await listing.ReadAsync(request.Bucket, query, request.Aborted);
        var names = new NameEncoding(request);
        await XmlResponse.WriteAsync(request.Http, "ListBucketResult", xml =>
        {
            // This version's clients decode every name but the prefix.
            WriteHead(xml, request, query, page, names, query.Prefix);
            xml.Element("Marker", names.Encode(query.After));
            // Without a delimiter the last key is the marker, and clients know it.
            xml.Element("NextMarker", query.Delimiter.Length > 0 ? names.Encode(page.Next) : null);
            WriteNames(xml, page, names, new EntryForm("Contents", WithOwner: true));
        });
    }

    /// <summary>
    /// ListObjectVersions of a bucket without versioning, which S3 answers too: each object is its one version, and that is called null.
    /// </summary>
    public async Task VersionsAsync(S3Request request, AuthenticatedBody body)
    {
        var query = QueryOf(request, request.Query["key-marker"] ?? "");
        var page = await listing.ReadAsync(request.Bucket, query, request.Aborted);
        var names = new NameEncoding(request);
        await XmlResponse.WriteAsync(request.Http, "ListVersionsResult", xml =>
        {
            WriteHead(xml, request, query, page, names, names.Encode(query.Prefix));
            xml.Element("KeyMarker", names.Encode(query.After));
            xml.Element("VersionIdMarker", request.Query["version-id-marker"]);
            xml.Element("NextKeyMarker", names.Encode(page.Next));
            xml.Element("NextVersionIdMarker", page.Next is null ? null : OperationTable.OnlyVersion);
            WriteNames(xml, page, names, new EntryForm("Version", WithOwner: true, WithVersion: true));
        });
    }

    private static ListingQuery QueryOf(S3Request request, string after)
    {
        var delimiter = request.Query["delimiter"] ?? "";
        // Ceph's own parameter. The order of keys is one of the orders that it allows.
        if (request.Query[AllowUnordered] == "true" && delimiter.Length > 0)
            throw S3Exception.InvalidArgument(AllowUnordered, "true", "A listing without an order cannot have a delimiter");
        var limit = Math.Min(request.Query.Number("max-keys", LargestPage), LargestPage);
        return new ListingQuery(request.Query["prefix"] ?? "", delimiter, after, limit);
    }

    private static void WriteHead(
        XmlWriter xml, S3Request request, ListingQuery query, ListingPage page, NameEncoding names, string? prefix)
    {
        xml.Element("Name", request.Bucket);
        xml.Element("Prefix", prefix);
        xml.Element("Delimiter", query.Delimiter.Length > 0 ? names.Encode(query.Delimiter) : null);
        xml.Element("MaxKeys", query.Limit);
        xml.Element("EncodingType", names.Type);
        xml.Element("IsTruncated", page.Next is not null);
    }

    private static void WriteNames(XmlWriter xml, ListingPage page, NameEncoding names, EntryForm form)
    {
        foreach (var item in page.Objects)
        {
            xml.WriteStartElement(form.Element);
            xml.Element("Key", names.Encode(item.Key));
            if (form.WithVersion)
            {
                xml.Element("VersionId", OperationTable.OnlyVersion);
                xml.Element("IsLatest", true);
            }

            xml.Element("LastModified", item.LastModified);
            xml.Element("ETag", $"\"{item.ETag}\"");
            xml.Element("ChecksumAlgorithm", item.Checksum?.Algorithm);
            xml.Element("Size", item.Size);
            xml.Element("StorageClass", "STANDARD");
            if (form.WithOwner) xml.Owner("Owner");
            xml.WriteEndElement();
        }

        foreach (var prefix in page.CommonPrefixes) xml.CommonPrefix(names.Encode(prefix));
    }

    private static string TokenOf(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(name));

    private static string NameOf(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw S3Exception.InvalidArgument("continuation-token", token, "The continuation token provided is incorrect");
        }
    }

    /// <summary>How an object is written in one of the listings.</summary>
    private sealed record EntryForm(string Element, bool WithOwner, bool WithVersion = false);
}
