using System.Text.RegularExpressions;
using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Operations;

/// <summary>ListBuckets, CreateBucket, HeadBucket, GetBucketLocation.</summary>
internal sealed partial class BucketOperations(BucketStore buckets, StagingPoolOptions options)
{
    // What S3 calls the region that was there before regions had names.
    private const string FirstRegion = "us-east-1";

    public Task ListBuckets(S3Request request, AuthenticatedBody body) =>
        XmlResponse.WriteAsync(request.Http, "ListAllMyBucketsResult", xml =>
        {
            xml.Owner("Owner");
            xml.WriteStartElement("Buckets");
            foreach (var (name, created) in buckets.All())
            {
                xml.WriteStartElement("Bucket");
                xml.Element("Name", name);
                xml.Element("CreationDate", created);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });

    /// <summary>Creating a bucket that is there already is a success: it is its owner who asks.</summary>
    public Task CreateBucket(S3Request request, AuthenticatedBody body)
    {
        if (!BucketName().IsMatch(request.Bucket))
            throw new S3Exception(StatusCodes.Status400BadRequest, "InvalidBucketName", "The specified bucket is not valid.").With("BucketName", request.Bucket);
        buckets.Create(request.Bucket);
        request.Http.Response.Headers.Location = $"/{request.Bucket}";
        return Task.CompletedTask;
    }

    public Task HeadBucket(S3Request request, AuthenticatedBody body)
    {
        request.Http.Response.Headers["x-amz-bucket-region"] = options.Region;
        return Task.CompletedTask;
    }

    public Task GetBucketLocation(S3Request request, AuthenticatedBody body) =>
        XmlResponse.WriteAsync(request.Http, "LocationConstraint", xml => xml.WriteString(options.Region == FirstRegion ? "" : options.Region));

    [GeneratedRegex(@"^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
