using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.S3;

/// <summary>What a failure of S3, which is no fault of the client's, is answered with.</summary>
/// <param name="Status">502: the lake is set up wrong. 503: later it may go. 507: the pool is full.</param>
/// <param name="Detail">For the person at the other end; it holds S3's error code and no address of S3, which may carry a
/// signature.</param>
internal sealed record S3Fault(int Status, string Detail)
{
    private static readonly HashSet<string> Full =
        ["QuotaExceeded", "InsufficientStorage", "InsufficientCapacity", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded",
            "QuotaExceededException"];

    private static readonly HashSet<string> CredentialsRefused =
        ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired",
         "AuthorizationHeaderMalformed", "RequestTimeTooSkewed", "AccountProblem", "AllAccessDisabled", "InvalidSecurity"];

    /// <summary>The fault that an exception means; null where it is none of S3's.</summary>
    public static S3Fault? Of(Exception exception) => exception switch
    {
        AmazonServiceException { InnerException: HttpRequestException or IOException or SocketException } => Unreachable,
        AmazonServiceException answered => Of(answered),
        AmazonClientException => new(StatusCodes.Status502BadGateway,
            "BSS has no usable credentials for S3. The lake's admin has to give it an access key and a secret key."),
        BadHttpRequestException => null,
        HttpRequestException or IOException or SocketException or TimeoutException => Unreachable,
        _ => null,
    };

    private static S3Fault Unreachable => new(StatusCodes.Status503ServiceUnavailable,
        "S3 does not answer. Nothing that was stored is lost: try again shortly. If it stays so, the lake's admin has to look after the " +
        "S3 behind BSS.");

    private static S3Fault Of(AmazonServiceException answered)
    {
        var code = string.IsNullOrEmpty(answered.ErrorCode) ? ((int)answered.StatusCode).ToString() : answered.ErrorCode;
        if (Full.Contains(code) || answered.StatusCode == HttpStatusCode.InsufficientStorage)
            return new(StatusCodes.Status507InsufficientStorage,
                $"the staging pool is full ({code}). The lake's admin has to make room; then run the upload again.");
        if (code == "NoSuchBucket")
            return new(StatusCodes.Status502BadGateway,
                "The bucket of the staging pool does not exist (NoSuchBucket). The lake's admin has to create it, or to name the right " +
                "one.");
        if (CredentialsRefused.Contains(code) || answered.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new(StatusCodes.Status502BadGateway,
                $"S3 refuses BSS ({code}). The lake's admin has to check its access key, its secret key, its rights on the bucket and " +
                "its clock.");
        if (MayPass(answered.StatusCode) || code is "SlowDown" or "RequestTimeout")
            return new(StatusCodes.Status503ServiceUnavailable, $"S3 cannot serve this just now ({code}). Try again shortly.");
        return new(StatusCodes.Status502BadGateway, $"S3 refuses what BSS asked of it ({code}). This needs the lake's admin.");
    }

    // An answer of 200 with an error inside is how S3 says that something failed while it was at work, as Complete may.
    private static bool MayPass(HttpStatusCode status) =>
        (int)status is < 400 or >= 500 || status == HttpStatusCode.TooManyRequests;
}
