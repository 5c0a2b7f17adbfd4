using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>One of S3's operations.</summary>
internal delegate Task S3Operation(S3Request request, AuthenticatedBody body);

/// <summary>Which operation a request asks for: its method, whether it names a bucket and a key, and the words in its query.</summary>
internal sealed class OperationTable(
    BucketStore buckets,
    BucketOperations bucket,
    ListObjects list,
    ObjectOperations item,
    MultipartOperations multipart,
    MultipartListings listings)
{
    // A query word of S3's that the pool does not know must not be taken for the plain request: PUT ?acl is no PutObject.
    private static readonly string[] _unknown =
    [
        "acl", "accelerate", "analytics", "annotation", "attributes", "cors", "encryption", "intelligent-tiering", "inventory",
        "legal-hold", "lifecycle", "logging", "metrics", "notification", "object-lock", "ownershipControls", "partNumber", "policy",
        "policyStatus", "publicAccessBlock", "renameObject", "replication",
        "requestPayment", "restore", "retention", "select", "session", "tagging", "torrent", "versionId", "versioning", "versions", "website",
    ];

    /// <summary>The operation.</summary>
    /// <exception cref="S3Exception">There is none, or its bucket is not there.</exception>
    public S3Operation Find(S3Request request)
    {
        var operation = request.Bucket.Length == 0 ? OfService(request) : request.Key.Length == 0 ? OfBucket(request) : OfObject(request);
        if (operation is null) throw Unknown(request) ?? S3Exception.MethodNotAllowed(request.Method);
        var needsBucket = request.Bucket.Length > 0 && operation != bucket.CreateBucket;
        return !needsBucket || buckets.Exists(request.Bucket) ? operation : throw S3Exception.NoSuchBucket(request.Bucket);
    }

    private S3Operation? OfService(S3Request request) => request.Method == "GET" ? bucket.ListBuckets : null;

    private S3Operation? OfBucket(S3Request request) => (request.Method, Word(request, "location", "uploads", "delete")) switch
    {
        ("GET", "location") => bucket.GetBucketLocation,
        ("GET", "uploads") => listings.ListMultipartUploads,
        ("POST", "delete") => item.DeleteObjects,
        _ when Unknown(request) is not null => null,
        ("GET", null) => request.Query["list-type"] == "2" ? list.Version2 : list.Version1,
        ("PUT", null) => bucket.CreateBucket,
        ("HEAD", null) => bucket.HeadBucket,
        ("DELETE", null) => throw S3Exception.NotImplemented("DeleteBucket"),
        _ => null,
    };

    private S3Operation? OfObject(S3Request request)
    {
        request.CheckKey();
        return (request.Method, Word(request, "uploadId", "uploads")) switch
        {
            ("POST", "uploads") => multipart.CreateMultipartUpload,
            ("PUT", "uploadId") => multipart.UploadPart,
            ("GET", "uploadId") => listings.ListParts,
            ("POST", "uploadId") => multipart.CompleteMultipartUpload,
            ("DELETE", "uploadId") => multipart.AbortMultipartUpload,
            _ when Unknown(request) is not null => null,
            ("PUT", null) => item.PutObject,
            ("GET", null) => item.GetObject,
            ("HEAD", null) => item.HeadObject,
            ("DELETE", null) => item.DeleteObject,
            _ => null,
        };
    }

    private static string? Word(S3Request request, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (request.Query.Has(word)) return word;
        }

        return null;
    }

    private static S3Exception? Unknown(S3Request request) =>
        _unknown.FirstOrDefault(request.Query.Has) is { } word ? S3Exception.NotImplemented($"?{word}") : null;
}
