using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using DreamLake.StagingPool.Payload;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>CopyObject, UploadPartCopy: the bytes stay where they are, and have one owner more.</summary>
internal sealed partial class CopyOperations(BucketStore buckets, ObjectStore objects, UploadStore uploads)
{
    public async Task CopyObjectAsync(S3Request request, AuthenticatedBody body)
    {
        RequestHeaders.RefuseUnknown(request);
        var source = CopySource.Of(request);
        var replaces = IsReplacing(request, "x-amz-metadata-directive");
        if (!replaces && source == new CopySource(request.Bucket, request.Key))
        {
            throw S3Exception.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, " +
                "storage "
                + "class, website redirect location or encryption attributes.");
        }

        using var reader = await OpenAsync(request, source);
        var checksum = RequestHeaders.ChecksumAlgorithmOf(request) is { } algorithm && algorithm.Name != reader.Manifest.Checksum?.Algorithm
            ? await ContentChecksum.OfAsync(reader, 0, reader.Manifest.Size, algorithm, request.Aborted)
            : reader.Manifest.Checksum;
        var manifest = await objects.CopyAsync(
            reader,
            request.Bucket,
            request.Key,
            HeadersOf(request, reader.Manifest.Headers, replaces),
            checksum,
            RequestHeaders.PreconditionOf(request),
            request.Aborted);
        await XmlResponse.WriteAsync(request.Http, "CopyObjectResult", xml =>
            Write(xml, manifest.ETag, manifest.LastModified, manifest.Checksum));
    }

    public async Task UploadPartCopyAsync(S3Request request, AuthenticatedBody body)
    {
        RequestHeaders.RefuseUnknown(request);
        var number = MultipartOperations.PartNumber(request.Query["partNumber"] ?? "");
        var upload = await uploads.GetAsync(request.Bucket, request.Key, request.Query["uploadId"]!, request.Aborted);
        using var reader = await OpenAsync(request, CopySource.Of(request));
        var range = RangeOf(request, reader.Manifest.Size);
        var part = await uploads.CopyPartAsync(upload, number, reader, range.Offset, range.Count, request.Aborted);
        await XmlResponse.WriteAsync(request.Http, "CopyPartResult", xml => Write(xml, part.ETag, part.LastModified, part.Checksum));
    }

    private async Task<ObjectReader> OpenAsync(S3Request request, CopySource source)
    {
        if (!buckets.Exists(source.Bucket)) throw S3Exception.NoSuchBucket(source.Bucket);
        var reader = await objects.OpenAsync(source.Bucket, source.Key, request.Aborted) ?? throw S3Exception.NoSuchKey(source.Key);
        try
        {
            return Conditions.IsNotModified(request, reader.Manifest, CopySource.ConditionPrefix)
                ? throw S3Exception.PreconditionFailed(CopySource.ConditionPrefix + "If-None-Match")
                : reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static ObjectHeaders HeadersOf(S3Request request, ObjectHeaders source, bool replaces)
    {
        var given = RequestHeaders.OfObject(request);
        return (replaces ? given : source) with { Tags = IsReplacing(request, "x-amz-tagging-directive") ? given.Tags : source.Tags };
    }

    private static bool IsReplacing(S3Request request, string directive) => request.Header(directive) switch
    {
        null or "" or "COPY" => false,
        "REPLACE" => true,
        var other => throw S3Exception.InvalidArgument(directive, other, "Unknown directive: it is COPY or REPLACE."),
    };

    private static ByteRange RangeOf(S3Request request, long size)
    {
        const string Header = "x-amz-copy-source-range";
        if (request.Header(Header) is not { } text) return new ByteRange(0, size);
        var match = ClosedRange().Match(text);
        if (!match.Success || !long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var last) || last < first)
        {
            throw S3Exception.InvalidArgument(
                Header, text,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets");
        }

        return last < size
            ? new ByteRange(first, last - first + 1)
            : throw new S3Exception(StatusCodes.Status416RangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable")
                .With("RangeRequested", text).With("ActualObjectSize", $"{size}");
    }

    private static void Write(XmlWriter xml, string etag, DateTimeOffset lastModified, Checksum? checksum)
    {
        xml.Element("LastModified", lastModified);
        xml.Element("ETag", $"\"{etag}\"");
        if (checksum is not null) xml.Element(DigestAlgorithm.Find(checksum.Algorithm)!.Element, checksum.Value);
    }

    [GeneratedRegex(@"^bytes=([0-9]+)-([0-9]+)\z")]
    private static partial Regex ClosedRange();
}
