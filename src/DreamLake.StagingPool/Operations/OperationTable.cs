using DreamLake.StagingPool.Signing;
using DreamLake.StagingPool.Storage;

namespace DreamLake.StagingPool.Operations;

/// <summary>One of S3's operations.</summary>
internal delegate Task S3Operation(S3Request request, AuthenticatedBody body);

/// <summary>Which operation a request asks for: its method, whether it names a bucket and a key, and the word in its query.</summary>
internal sealed class OperationTable
{
    /// <summary>What S3 calls the one version of an object in a bucket without versioning.</summary>
    public const string OnlyVersion = "null";

    // A PUT whose bytes come from an object and not from its body.
    private const string Copy = "PUT from another object";

    // A query word of S3's that the pool does not know must not be taken for the plain request: PUT ?acl is no PutObject.
    private static readonly string[] _words =
    [
        "uploadId", "uploads", "delete", "location", "cors", "tagging", "versions", "attributes", "acl", "accelerate", "analytics",
            "annotation",
        "append", "encryption", "intelligent-tiering", "inventory", "legal-hold", "lifecycle", "logging", "metrics", "notification",
        "object-lock",
        "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore",
        "retention", "select", "session", "torrent", "versioning", "website",
    ];

    private readonly BucketStore _buckets;
    private readonly S3Operation _createBucket;
    private readonly Dictionary<(string Method, string? Word), S3Operation> _ofBucket;
    private readonly Dictionary<(string Method, string? Word), S3Operation> _ofObject;
    private readonly S3Operation _listBuckets;

    public OperationTable(
        BucketStore buckets, BucketOperations bucket, CorsOperations cors, TaggingOperations tagging, ListObjects list,
        ObjectOperations item, DeleteOperations delete, CopyOperations copy, ObjectAttributes attributes, MultipartOperations multipart,
        MultipartListings listings)
    {
        _buckets = buckets;
        _listBuckets = bucket.ListBuckets;
        _createBucket = bucket.CreateBucket;
        _ofBucket = new()
        {
            [("PUT", null)] = _createBucket,
            [("HEAD", null)] = bucket.HeadBucket,
            [("DELETE", null)] = bucket.DeleteBucket,
            [("GET", null)] = list.AnyVersion,
            [("GET", "versions")] = list.Versions,
            [("GET", "location")] = bucket.GetBucketLocation,
            [("GET", "acl")] = BucketConfiguration.GetAcl,
            [("PUT", "acl")] = BucketConfiguration.PutAcl,
            [("GET", "cors")] = cors.GetBucketCors,
            [("PUT", "cors")] = cors.PutBucketCors,
            [("DELETE", "cors")] = cors.DeleteBucketCors,
            [("GET", "tagging")] = tagging.GetBucketTagging,
            [("PUT", "tagging")] = tagging.PutBucketTagging,
            [("DELETE", "tagging")] = tagging.DeleteBucketTagging,
            [("GET", "uploads")] = listings.ListMultipartUploads,
            [("POST", "delete")] = delete.DeleteObjects,
        };
        _ofObject = new()
        {
            [("PUT", null)] = item.PutObject,
            [("GET", null)] = item.GetObject,
            [("HEAD", null)] = item.HeadObject,
            [("DELETE", null)] = delete.DeleteObject,
            [("GET", "acl")] = BucketConfiguration.GetAcl,
            [("PUT", "acl")] = BucketConfiguration.PutAcl,
            [("GET", "tagging")] = tagging.GetObjectTagging,
            [("PUT", "tagging")] = tagging.PutObjectTagging,
            [("DELETE", "tagging")] = tagging.DeleteObjectTagging,
            [("GET", "attributes")] = attributes.GetObjectAttributes,
            [(Copy, null)] = copy.CopyObject,
            [(Copy, "uploadId")] = copy.UploadPartCopy,
            [("POST", "uploads")] = multipart.CreateMultipartUpload,
            [("PUT", "uploadId")] = multipart.UploadPart,
            [("GET", "uploadId")] = listings.ListParts,
            [("POST", "uploadId")] = multipart.CompleteMultipartUpload,
            [("DELETE", "uploadId")] = multipart.AbortMultipartUpload,
        };
    }

    /// <summary>The operation.</summary>
    /// <exception cref="S3Exception">There is none, or its bucket is not there.</exception>
    public S3Operation Find(S3Request request)
    {
        var word = _words.FirstOrDefault(request.Query.Has);
        var operation = OperationOf(request, word);
        if (operation is null)
            throw word is null ? S3Exception.MethodNotAllowed(request.Method) : S3Exception.NotImplemented($"{request.Method} ?{word}");
        if (request.Header("x-amz-expected-bucket-owner") is { } owner && owner != XmlResponse.OwnerId)
            throw S3Exception.AccessDenied("Access Denied: the bucket belongs to another owner than the one that is expected.");
        if (request.Bucket.Length > 0 && operation != _createBucket && !_buckets.Exists(request.Bucket))
            throw S3Exception.NoSuchBucket(request.Bucket);
        return operation;
    }

    /// <summary>Refuses a request that is not signed, as S3 does: a bucket that is not there is not there for anybody.</summary>
    public void RefuseAnonymous(S3Request request) =>
        throw (request.Bucket.Length > 0 && request.Method != "PUT" && !_buckets.Exists(request.Bucket)
            ? S3Exception.NoSuchBucket(request.Bucket)
            : S3Exception.AccessDenied("Access Denied: the request is not signed."));

    private S3Operation? OperationOf(S3Request request, string? word)
    {
        if (request.Bucket.Length == 0) return (request.Method, word) == ("GET", null) ? _listBuckets : null;
        if (request.Key.Length == 0)
            return _ofBucket.GetValueOrDefault((request.Method, word))
                ?? (request.Method == "GET" && word is not null ? BucketConfiguration.Of(word) : null);
        request.CheckKey();
        if (request.Query["versionId"] is { } version && version != OnlyVersion)
            throw S3Exception.InvalidArgument("versionId", version, "Invalid version id specified");
        var method = request.Method == "PUT" && request.Headers.ContainsKey(CopySource.Header) ? Copy : request.Method;
        return _ofObject.GetValueOrDefault((method, word));
    }
}
