using System.Collections.Concurrent;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>A real staging pool on a real socket, which can go away and come back.</summary>
internal sealed class Pool(string folder) : IAsyncDisposable
{
    public const string Bucket = "lake";
    private const string AccessKey = "test-key", SecretKey = "test-secret";
    private WebApplication? _app;
    private int _port;

    /// <summary>Every request that came, as <c>GET /lake/key bytes=…</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Where to break off the next answer to a GET, in bytes; once.</summary>
    public int? BreakNextGetAt { get; set; }

    public AmazonS3Client Client { get; private set; } = null!;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        builder.Services.AddStagingPool(new StagingPoolOptions { Folder = folder, AccessKey = AccessKey, SecretKey = SecretKey });
        _app = builder.Build();
        _app.Use(WatchAsync);
        _app.MapStagingPool();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _port = new Uri(_app.Urls.First()).Port;
        if (Client is not null) return;

        Client = new AmazonS3Client(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
        {
            ServiceURL = $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}",
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 0,
        });
        await Client.PutBucketAsync(Bucket, TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        if (_app is { } app) await app.DisposeAsync();
        _app = null;
    }

    public Task PutAsync(string key, string path) => Client.PutObjectAsync(
        new PutObjectRequest { BucketName = Bucket, Key = key, FilePath = path, UseChunkEncoding = false },
        TestContext.Current.CancellationToken);

    public async Task<byte[]> GetAsync(string key)
    {
        using var answer = await Client.GetObjectAsync(Bucket, key, TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    /// <summary>What a split published, in whatever place: its names are of its bytes, and no two have one.</summary>
    public async Task<byte[]> GetSplitAsync(string name)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket };
        for (var hasMore = true; hasMore;)
        {
            var page = await Client.ListObjectsV2Async(request, TestContext.Current.CancellationToken);
            if (page.S3Objects?.Find(item => item.Key.EndsWith(".split/" + name, StringComparison.Ordinal)) is { } found)
                return await GetAsync(found.Key);
            (hasMore, request.ContinuationToken) = (page.IsTruncated == true, page.NextContinuationToken);
        }

        throw new InvalidOperationException($"No split published '{name}'.");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client?.Dispose();
    }

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Range}".TrimEnd());
        if (context.Request.Method == "GET" && BreakNextGetAt is { } limit)
        {
            BreakNextGetAt = null;
            context.Response.Body = new BreakingStream(context, context.Response.Body, limit);
        }

        await next(context);
    }

    /// <summary>An answer's body whose connection breaks off.</summary>
    private sealed class BreakingStream(HttpContext context, Stream body, int limit) : Stream
    {
        private int _sent;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var part = buffer[..Math.Min(buffer.Length, limit - _sent)];
            await body.WriteAsync(part, cancellationToken);
            await body.FlushAsync(cancellationToken);
            _sent += part.Length;
            if (_sent == limit) context.Abort();
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => body.FlushAsync(cancellationToken);

        public override void Flush() => body.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
