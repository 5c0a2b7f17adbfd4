using System.Globalization;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>ListBuckets, CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation.</summary>
internal sealed class BucketOperations(BucketStore buckets, ObjectListing listing, StagingPoolOptions options)
{
    // What S3 calls the region that was there before regions had names.
    private const string FirstRegion = "us-east-1";
    private const int LargestPage = 10_000;

    public Task ListBucketsAsync(S3Request request, AuthenticatedBody body)
    {
        var prefix = request.Query["prefix"] ?? "";
        var after = request.Query["continuation-token"] ?? "";
        var limit = request.Query.Number("max-buckets", LargestPage);
        if (limit is 0 or > LargestPage)
            throw S3Exception.InvalidArgument(
                "max-buckets", limit.ToString(CultureInfo.InvariantCulture), $"max-buckets is a number from 1 to {LargestPage}");
        var found = buckets.All()
            .Where(b => b.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(b.Name, after) > 0)
            .Where(_ => request.Query["bucket-region"] is null or "" || request.Query["bucket-region"] == options.Region)
            .Take(limit + 1).ToArray();
        var page = found.Take(limit).ToArray();
        return XmlResponse.WriteAsync(request.Http, "ListAllMyBucketsResult", xml =>
        {
            xml.Owner("Owner");
            xml.WriteStartElement("Buckets");
            foreach (var (name, created) in page)
            {
                xml.WriteStartElement("Bucket");
                xml.Element("Name", name);
                xml.Element("CreationDate", created);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            if (prefix.Length > 0) xml.Element("Prefix", prefix);
            if (found.Length > page.Length) xml.Element("ContinuationToken", page[^1].Name);
        });
    }

    /// <summary>Creating a bucket that is there already is a success: it is its owner who asks.</summary>
    public async Task CreateBucketAsync(S3Request request, AuthenticatedBody body)
    {
        BucketName.Check(request.Bucket);
        if (request.Http.Request.ContentLength > 0) await CheckRegionAsync(request, body);
        buckets.Create(request.Bucket);
        request.Http.Response.Headers.Location = $"/{request.Bucket}";
    }

    public async Task HeadBucketAsync(S3Request request, AuthenticatedBody body)
    {
        var headers = request.Http.Response.Headers;
        headers["x-amz-bucket-region"] = options.Region;
        // Ceph's own parameter: it has every object looked at, which costs as much as a listing of them all.
        if (request.Query["read-stats"] != "true") return;
        var (count, bytes) = await listing.CountAsync(request.Bucket, request.Aborted);
        headers["x-rgw-object-count"] = count.ToString(CultureInfo.InvariantCulture);
        headers["x-rgw-bytes-used"] = bytes.ToString(CultureInfo.InvariantCulture);
    }

    public async Task DeleteBucketAsync(S3Request request, AuthenticatedBody body)
    {
        await buckets.DeleteAsync(request.Bucket);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public Task GetBucketLocationAsync(S3Request request, AuthenticatedBody body) =>
        XmlResponse.WriteAsync(request.Http, "LocationConstraint", xml =>
            xml.WriteString(options.Region == FirstRegion ? "" : options.Region));

    private async Task CheckRegionAsync(S3Request request, AuthenticatedBody body)
    {
        var document = await XmlBody.ReadAsync(request, body, "CreateBucketConfiguration");
        if (document.Text("LocationConstraint") is { Length: > 0 } region && region != options.Region)
        {
            throw new S3Exception(
                StatusCodes.Status400BadRequest, "InvalidLocationConstraint",
                $"The specified location constraint is not valid: this pool is in {options.Region}.")
                .With("LocationConstraint", region);
        }
    }
}
