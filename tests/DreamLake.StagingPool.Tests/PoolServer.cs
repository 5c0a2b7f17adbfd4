using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool.Tests;

/// <summary>A pool on a real socket, and the two clients that it is for: the AWS SDK, and bare HTTP with presigned URLs.</summary>
internal sealed class PoolServer : IAsyncDisposable
{
    public const string Bucket = "lake";
    public const string AccessKey = "AKIDPOOL";
    public const string SecretKey = "pool-secret";
    private readonly WebApplication _app;

    private PoolServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        S3 = ClientOf(Address);
    }

    public Uri Address { get; }

    public IAmazonS3 S3 { get; }

    public HttpClient Http { get; } = new();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<PoolServer> StartAsync(
        string folder, TimeProvider? time = null, Func<StagingPoolOptions, StagingPoolOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (time is not null) builder.Services.AddSingleton(time);
        var options = new StagingPoolOptions { Folder = folder, AccessKey = AccessKey, SecretKey = SecretKey };
        builder.Services.AddStagingPool(configure?.Invoke(options) ?? options);
        var app = builder.Build();
        app.MapStagingPool();
        await app.StartAsync();
        var pool = new PoolServer(app);
        if (time is null) await pool.S3.PutBucketAsync(Bucket);
        return pool;
    }

    public static AmazonS3Client ClientOf(
        Uri address, string secret = SecretKey, string accessKey = AccessKey, string region = "us-east-1") =>
        new(new BasicAWSCredentials(accessKey, secret), new AmazonS3Config
        {
            ServiceURL = address.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <summary>A presigned URL, good for an hour.</summary>
    public string Presign(HttpVerb verb, string key, Action<GetPreSignedUrlRequest>? more = null)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = key,
            Verb = verb,
            Protocol = Protocol.HTTP,
            Expires = DateTime.UtcNow.AddHours(1),
        };
        more?.Invoke(request);
        return S3.GetPreSignedURL(request);
    }

    public string PresignPart(string key, string uploadId, int number) =>
        Presign(HttpVerb.PUT, key, r => (r.UploadId, r.PartNumber) = (uploadId, number));

    public async Task<string> StartUploadAsync(string key, CancellationToken cancellationToken) =>
        (await S3.InitiateMultipartUploadAsync(Bucket, key, cancellationToken)).UploadId;

    public async Task<PartETag> PutPartAsync(string key, string uploadId, int number, byte[] bytes, CancellationToken cancellationToken)
    {
        using var answer = await Http.PutAsync(PresignPart(key, uploadId, number), new ByteArrayContent(bytes), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new PartETag(number, answer.Headers.ETag!.Tag);
    }

    public Task<CompleteMultipartUploadResponse> CompleteAsync(
        string key, string uploadId, CancellationToken cancellationToken, params PartETag[] parts) =>
        S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = Bucket, Key = key, UploadId = uploadId,
            PartETags = [.. parts] }, cancellationToken);

    public Task PutAsync(string key, byte[] bytes, CancellationToken cancellationToken) =>
        S3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes) },
            cancellationToken);

    public async Task<byte[]> GetAsync(string key, CancellationToken cancellationToken)
    {
        using var answer = await S3.GetObjectAsync(Bucket, key, cancellationToken);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        S3.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
