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
    private static readonly string[] Words =
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
        _listBuckets = bucket.ListBucketsAsync;
        _createBucket = bucket.CreateBucketAsync;
        _ofBucket = new()
        {
            [("PUT", null)] = _createBucket,
            [("HEAD", null)] = bucket.HeadBucketAsync,
            [("DELETE", null)] = bucket.DeleteBucketAsync,
            [("GET", null)] = list.AnyVersionAsync,
            [("GET", "versions")] = list.VersionsAsync,
            [("GET", "location")] = bucket.GetBucketLocationAsync,
            [("GET", "acl")] = BucketConfiguration.GetAclAsync,
            [("PUT", "acl")] = BucketConfiguration.PutAclAsync,
            [("GET", "cors")] = cors.GetBucketCorsAsync,
            [("PUT", "cors")] = cors.PutBucketCorsAsync,
            [("DELETE", "cors")] = cors.DeleteBucketCorsAsync,
            [("GET", "tagging")] = tagging.GetBucketTaggingAsync,
            [("PUT", "tagging")] = tagging.PutBucketTaggingAsync,
            [("DELETE", "tagging")] = tagging.DeleteBucketTaggingAsync,
            [("GET", "uploads")] = listings.ListMultipartUploadsAsync,
            [("POST", "delete")] = delete.DeleteObjectsAsync,
        };
        _ofObject = new()
        {
            [("PUT", null)] = item.PutObjectAsync,
            [("GET", null)] = item.GetObjectAsync,
            [("HEAD", null)] = item.HeadObjectAsync,
            [("DELETE", null)] = delete.DeleteObjectAsync,
            [("GET", "acl")] = BucketConfiguration.GetAclAsync,
            [("PUT", "acl")] = BucketConfiguration.PutAclAsync,
            [("GET", "tagging")] = tagging.GetObjectTaggingAsync,
            [("PUT", "tagging")] = tagging.PutObjectTaggingAsync,
            [("DELETE", "tagging")] = tagging.DeleteObjectTaggingAsync,
            [("GET", "attributes")] = attributes.GetObjectAttributesAsync,
            [(Copy, null)] = copy.CopyObjectAsync,
            [(Copy, "uploadId")] = copy.UploadPartCopyAsync,
            [("POST", "uploads")] = multipart.CreateMultipartUploadAsync,
            [("PUT", "uploadId")] = multipart.UploadPartAsync,
            [("GET", "uploadId")] = listings.ListPartsAsync,
            [("POST", "uploadId")] = multipart.CompleteMultipartUploadAsync,
            [("DELETE", "uploadId")] = multipart.AbortMultipartUploadAsync,
        };
    }

    /// <summary>The operation.</summary>
    /// <exception cref="S3Exception">There is none, or its bucket is not there.</exception>
    public S3Operation Find(S3Request request)
    {
        var word = Words.FirstOrDefault(request.Query.Has);
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
