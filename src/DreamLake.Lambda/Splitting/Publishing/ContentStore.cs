using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>The bucket, as a split uses it: a content down, segments and a playlist up.</summary>
internal sealed class ContentStore(IAmazonS3 s3, LambdaOptions options, TimeProvider time)
{
    private const int BufferSize = 128 * 1024;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>Brings a content to the disk. Goes on from where it was where the connection breaks off.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="path">The file to make.</param>
    /// <param name="hasRoomFor">Throws where so many bytes have no room.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The whole SHA-256 of what came, 64 hex digits.</returns>
    /// <exception cref="UnsplittableException">There is no such content.</exception>
    public async Task<string> FetchAsync(string key, string path, Action<long> hasRoomFor, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        string? etag = null;
        for (var isWhole = false; !isWhole;)
        {
            var before = file.Position;
            try
            {
                using var answer = await GetAsync(key, before, etag, cancellationToken);
                etag = answer.ETag;
                hasRoomFor(answer.ContentLength);
                await CopyAsync(answer.ResponseStream, file, hash, before + answer.ContentLength, cancellationToken);
                isWhole = true;
            }
            catch (HttpRequestException) when (file.Position > before)
            {
                // It broke off on the way. It did bring something, so the rest is asked for at once.
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Stores a file.</summary>
    public async Task PutFileAsync(string key, string path, string contentType, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await PutAsync(key, file, contentType, cancellationToken);
    }

    /// <summary>Stores bytes.</summary>
    public async Task PutAsync(string key, Stream bytes, string contentType, CancellationToken cancellationToken) =>
        await s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = key,
                InputStream = bytes,
                AutoCloseStream = false,
                ContentType = contentType,
                // One signed body, and not the chunked form, which not every S3 engine takes.
                UseChunkEncoding = false,
            },
            cancellationToken);

    private async Task<GetObjectResponse> GetAsync(string key, long from, string? etag, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = key };
        if (from > 0)
        {
            request.ByteRange = new ByteRange($"bytes={from}-");
            // The rest of other bytes would make a file that nobody uploaded.
            request.EtagToMatch = etag;
        }

        try
        {
            return await s3.GetObjectAsync(request, cancellationToken);
        }
        catch (AmazonS3Exception missing) when (missing is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" })
        {
            throw new UnsplittableException("The content is not in the staging pool any more.") { DoubtsContent = true };
        }
    }

    private async Task CopyAsync(
        Stream source, FileStream file, IncrementalHash hash, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (file.Position < length)
        {
            var read = await ReadAsync(source, buffer, cancellationToken);
            if (read == 0) throw new HttpRequestException("The staging pool's answer ended too early.");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            hash.AppendData(buffer, 0, read);
        }
    }

    /// <summary>Reads on; a network that breaks off or falls silent is told from a disk that cannot be written.</summary>
    private async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(LongestSilence, time, cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or TimeoutException)
        {
            throw new HttpRequestException("The staging pool's answer broke off.", broken);
        }
    }
}
