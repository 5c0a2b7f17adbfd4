using System.Buffers;
using System.Security.Cryptography;

namespace DreamLake.Bss.Contents;

/// <summary>What S3 gave back of an object.</summary>
/// <param name="Sha256">Its whole SHA-256, lower-case hex; null where there is no such object.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Ranges">The digests of its ranges; null where the whole is one.</param>
internal sealed record ReadBack(string? Sha256, long Size, string? Ranges = null)
{
    /// <summary>Why there is no SHA-256, in a sentence, where it is not that there is no such object.</summary>
    public string? Fault { get; init; }
}

/// <summary>Reads objects back from S3 and hashes them as they come.</summary>
internal sealed class ObjectHash(StoredObjects objects, TimeProvider time)
{
    private const int BufferSize = 256 * 1024;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>Hashes an object.</summary>
    /// <param name="key">The S3 key.</param>
    /// <param name="bytesPerSecond">How fast it may be read at most; 0 sets no bound.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">S3's answer broke off.</exception>
    /// <exception cref="TimeoutException">S3 fell silent.</exception>
    public async Task<ReadBack> ReadAsync(string key, long bytesPerSecond, CancellationToken cancellationToken)
    {
        using var answer = await objects.OpenAsync(key, cancellationToken);
        if (answer is null) return new ReadBack(null, 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ranges = new RangeHash();
        var size = await AppendAsync(hash, ranges, answer.ResponseStream, bytesPerSecond, cancellationToken);
        if (size < answer.ContentLength) throw new IOException($"S3's answer broke off after {size} of {answer.ContentLength} bytes.");
        return new ReadBack(Convert.ToHexStringLower(hash.GetHashAndReset()), size, ranges.End());
    }

    private async Task<long> AppendAsync(
        IncrementalHash hash, RangeHash ranges, Stream source, long bytesPerSecond, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var (started, size) = (time.GetTimestamp(), 0L);
        try
        {
            while (await source.ReadAsync(buffer, cancellationToken)
                .AsTask().WaitAsync(LongestSilence, time, cancellationToken) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                ranges.Append(buffer.AsSpan(0, read));
                size += read;
                if (bytesPerSecond == 0) continue;
                var early = TimeSpan.FromSeconds((double)size / bytesPerSecond) - time.GetElapsedTime(started);
                if (early > TimeSpan.Zero) await Task.Delay(early, time, cancellationToken);
            }

            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
