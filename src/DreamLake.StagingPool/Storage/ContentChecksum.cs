using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>The checksum of bytes that are stored already.</summary>
internal static class ContentChecksum
{
    /// <summary>Reads a range of an object for nothing but this.</summary>
    public static async Task<Checksum> OfAsync(
        ObjectReader source, long offset, long count, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        using var digest = algorithm.Create();
        await source.ReadAsync(offset, count, bytes =>
        {
            digest.Append(bytes.Span);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        return new Checksum(algorithm.Name, Convert.ToBase64String(digest.Value()));
    }
}
