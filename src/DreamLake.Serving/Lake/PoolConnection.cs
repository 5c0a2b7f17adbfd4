using System.Net;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Serving.Measures;

namespace DreamLake.Serving.Lake;

/// <summary>How BSS and the Lambda reach the S3 that holds the bytes: the embedded staging pool, or any other.</summary>
/// <param name="Endpoint">The S3 endpoint; null means Amazon's own, by the region.</param>
/// <param name="Bucket">The lake's bucket.</param>
/// <param name="Credentials">The credentials, as the AWS SDK has them.</param>
/// <param name="Region">The region that signatures name.</param>
internal sealed record PoolConnection(Uri? Endpoint, string Bucket, AWSCredentials Credentials, string Region)
{
    /// <summary>Whether the bucket's name is in the path, and not in the host's name. Default: yes.</summary>
    public bool HasPathStyle { get; init; } = true;

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
        new BasicAWSCredentials(
            variable("AWS_ACCESS_KEY_ID") ?? throw new UsageException("--s3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
            variable("AWS_SECRET_ACCESS_KEY") ?? throw new UsageException("--s3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")),
        variable("AWS_REGION") ?? "us-east-1");

    /// <summary>A client for it.</summary>
    public IAmazonS3 CreateClient() => ClientOf(Endpoint);

    /// <summary>A client that signs for those who reach it by its public address.</summary>
    public IAmazonS3 CreateSigner() => ClientOf(Public ?? Endpoint);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Endpoint?.GetLeftPart(UriPartial.Authority) ?? Region}/{Bucket}";

    /// <summary>Asks for the bucket; one that is missing counts as reached.</summary>
    /// <exception cref="Exception">The SDK's own: the S3 does not answer, or refuses.</exception>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        using var s3 = CreateClient();
        try
        {
            await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = Bucket }, cancellationToken);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            // Whoever starts makes it.
        }
    }

    /// <summary>Makes the bucket where it is missing.</summary>
    /// <exception cref="UsageException">The S3 does not answer, or does not take the credentials.</exception>
    public async Task EnsureBucketAsync(CancellationToken cancellationToken)
    {
        using var s3 = CreateClient();
        try
        {
            await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = Bucket }, cancellationToken);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            await CreateBucketAsync(s3, cancellationToken);
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new UsageException($"The S3 at {this} cannot be used: {fault.Message}", ExitCode.NoLake, fault);
        }
    }

    private async Task CreateBucketAsync(IAmazonS3 s3, CancellationToken cancellationToken)
    {
        try
        {
            await s3.PutBucketAsync(Bucket, cancellationToken);
        }
        catch (AmazonS3Exception fault) when (fault.ErrorCode is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
        {
            // Another process of the lake that starts now was quicker.
        }
    }

    private MeasuredS3Client ClientOf(Uri? endpoint) => new(Credentials, Config(endpoint));

    private AmazonS3Config Config(Uri? endpoint)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = HasPathStyle,
            HttpClientFactory = Certificate is null ? null : new TrustingHttpClientFactory(Certificate),
            // Said here because the SDK would else ask the machine's AWS settings, which are made for Amazon and rule out any other
            // endpoint.
            UseFIPSEndpoint = false,
            UseDualstackEndpoint = false,
            IgnoreConfiguredEndpointUrls = true,
            RetryMode = RequestRetryMode.Standard,
            // Digests that only AWS understands are left out, so that every S3 takes the requests.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        // The one rules the other out in the SDK.
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
            return config;
        }

        config.ServiceURL = endpoint.AbsoluteUri.TrimEnd('/');
        config.AuthenticationRegion = Region;
        config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
        return config;
    }
}
