using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;

namespace DreamLake.Serving.Lake;

/// <summary>How BSS and the Lambda reach the S3 that holds the bytes: the embedded staging pool, or any other.</summary>
/// <param name="Endpoint">The S3 endpoint.</param>
/// <param name="Bucket">The lake's bucket.</param>
/// <param name="AccessKey">The access key's name.</param>
/// <param name="SecretKey">The access key's secret.</param>
/// <param name="Region">The region that signatures name.</param>
internal sealed record PoolConnection(Uri Endpoint, string Bucket, string AccessKey, string SecretKey, string Region)
{
    /// <summary>Where clients reach it; null means the endpoint.</summary>
    public Uri? Public { get; init; }

    /// <summary>The certificate of an https endpoint that is the lake's own; null where the machine's trust decides.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The lake's bucket in the embedded staging pool.</summary>
    public const string LakeBucket = "dreamlake";

    /// <summary>Another S3, with the credentials of AWS's own environment variables.</summary>
    /// <exception cref="UsageException">They are not set.</exception>
    public static PoolConnection FromEnvironment(Uri endpoint, string bucket, Func<string, string?> variable) => new(
        endpoint,
        bucket,
        variable("AWS_ACCESS_KEY_ID") ?? throw new UsageException("--s3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
        variable("AWS_SECRET_ACCESS_KEY") ?? throw new UsageException("--s3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
        variable("AWS_REGION") ?? "us-east-1");

    /// <summary>The credentials, as the AWS SDK has them.</summary>
    public AWSCredentials Credentials => new BasicAWSCredentials(AccessKey, SecretKey);

    /// <summary>A client for it.</summary>
    public IAmazonS3 CreateClient() => ClientOf(Endpoint);

    /// <summary>A client that signs for those who reach it by its public address.</summary>
    public IAmazonS3 CreateSigner() => ClientOf(Public ?? Endpoint);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Endpoint.GetLeftPart(UriPartial.Authority)}/{Bucket}";

    private AmazonS3Client ClientOf(Uri endpoint) => new(Credentials, new AmazonS3Config
    {
        ServiceURL = endpoint.AbsoluteUri.TrimEnd('/'),
        AuthenticationRegion = Region,
        ForcePathStyle = true,
        UseHttp = endpoint.Scheme == "http",
        HttpClientFactory = Certificate is null ? null : new TrustingHttpClientFactory(Certificate),
        // Said here because the SDK would else ask the machine's AWS settings, which are made for Amazon and rule out any other endpoint.
        UseFIPSEndpoint = false,
        UseDualstackEndpoint = false,
        IgnoreConfiguredEndpointUrls = true,
        RetryMode = RequestRetryMode.Standard,
        // Digests that only AWS understands are left out, so that every S3 takes the requests.
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });
}
