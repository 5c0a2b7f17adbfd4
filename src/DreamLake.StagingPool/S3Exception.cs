using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool;

/// <summary>A request that the pool refuses: thrown anywhere below the endpoint, answered in S3's XML form.</summary>
internal sealed class S3Exception : Exception
{
    private readonly List<(string Name, string Value)> _details = [];

    /// <summary>A request that failed for the pool's own sake: 500.</summary>
    public S3Exception() : this("We encountered an internal error. Please try again.")
    {
    }

    /// <summary>A request that failed for the pool's own sake: 500.</summary>
    /// <param name="message">One sentence for a person. No secrets, no signatures.</param>
    public S3Exception(string message) : this(StatusCodes.Status500InternalServerError, "InternalError", message)
    {
    }

    /// <summary>A request that failed for the pool's own sake: 500.</summary>
    /// <param name="message">One sentence for a person. No secrets, no signatures.</param>
    /// <param name="innerException">What it came from.</param>
    public S3Exception(string message, Exception innerException) : base(message, innerException) =>
        (Status, Code) = (StatusCodes.Status500InternalServerError, "InternalError");

    /// <summary>A refusal.</summary>
    /// <param name="status">The HTTP status that S3 answers with this code.</param>
    /// <param name="code">S3's own code, which clients decide by.</param>
    /// <param name="message">One sentence for a person. No secrets, no signatures.</param>
    public S3Exception(int status, string code, string message) : base(message) => (Status, Code) = (status, code);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>S3's code.</summary>
    public string Code { get; }

    /// <summary>Elements that stand in the answer beside code and message.</summary>
    public IReadOnlyList<(string Name, string Value)> Details => _details;

    public S3Exception With(string name, string value)
    {
        _details.Add((name, value));
        return this;
    }

    public static S3Exception AccessDenied(string message) => new(StatusCodes.Status403Forbidden, "AccessDenied", message);

    public static S3Exception InvalidArgument(string name, string value, string message) =>
        new S3Exception(StatusCodes.Status400BadRequest, "InvalidArgument", message)
            .With("ArgumentName", name).With("ArgumentValue", value);

    public static S3Exception InvalidRequest(string message) => new(StatusCodes.Status400BadRequest, "InvalidRequest", message);

    public static S3Exception MalformedXml() =>
        new(StatusCodes.Status400BadRequest, "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3Exception NoSuchBucket(string bucket) =>
        new S3Exception(StatusCodes.Status404NotFound, "NoSuchBucket", "The specified bucket does not exist").With("BucketName", bucket);

    public static S3Exception NoSuchKey(string key) =>
        new S3Exception(StatusCodes.Status404NotFound, "NoSuchKey", "The specified key does not exist.").With("Key", key);

    public static S3Exception NoSuchUpload(string uploadId) =>
        new S3Exception(
            StatusCodes.Status404NotFound,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")
            .With("UploadId", uploadId);

    public static S3Exception NotImplemented(string what) =>
        new(StatusCodes.Status501NotImplemented, "NotImplemented", $"The staging pool does not implement {what}.");

    public static S3Exception MethodNotAllowed(string method) =>
        new S3Exception(StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed",
            "The specified method is not allowed against this resource.")
            .With("Method", method);

    public static S3Exception BadDigest(string digest) =>
        new(StatusCodes.Status400BadRequest, "BadDigest", $"The {digest} you specified did not match what we received.");

    public static S3Exception PreconditionFailed(string condition) =>
        new S3Exception(StatusCodes.Status412PreconditionFailed, "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold")
            .With("Condition", condition);

    public static S3Exception RequestTimeout() =>
        new(
            StatusCodes.Status400BadRequest,
            "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be " +
            "closed.");

    public static S3Exception IncompleteBody() =>
        new(StatusCodes.Status400BadRequest, "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header");

    public static S3Exception MissingContentLength() =>
        new(StatusCodes.Status411LengthRequired, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static S3Exception EntityTooLarge(long size, long limit) =>
        new S3Exception(StatusCodes.Status400BadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
            .With("ProposedSize", $"{size}").With("MaxSizeAllowed", $"{limit}");

    public static S3Exception DiskFull() =>
        new(
            StatusCodes.Status507InsufficientStorage,
            "InsufficientStorage",
            "The disk of the staging pool is full. Nothing of this request was kept: free some space and send it again.");
}
