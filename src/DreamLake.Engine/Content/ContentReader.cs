using System.Buffers;
using System.Security.Cryptography;

namespace DreamLake.Engine.Content;

/// <summary>Reads a file once, from its first byte to its last, for its SHA-256 and for the CRC-32C of every part.</summary>
internal static class ContentReader
{
    // Reads of 1 MiB: larger ones leave the processor's cache before the digests have seen them.
    private const int ReadSize = 1024 * 1024;

    // A pool of its own: the shared one keeps an array for each thread that ever returned one, and a batch is read by many, one at a time.
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(ReadSize, maxArraysPerBucket: 2);

    /// <summary>Digests a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">How it is cut into parts.</param>
    /// <param name="onRead">Told of each number of bytes read.</param>
    /// <param name="cancellation">Ends the read between two buffers.</param>
    /// <exception cref="IOException">The file cannot be read, or is not as long as planned: it changed.</exception>
    public static Task<ContentDigest> DigestAsync(string path, PartPlan plan, Action<int> onRead, CancellationToken cancellation) =>
        // One thread reads and digests: a hand-over for each buffer would cost more than it hides.
        Task.Run(() => Digest(path, plan, onRead, cancellation), cancellation);

    private static ContentDigest Digest(string path, PartPlan plan, Action<int> onRead, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = new uint[plan.Count];
        var buffer = Buffers.Rent(ReadSize);
        try
        {
            for (var number = 1; number <= plan.Count; number++)
            {
                var crc = new Crc32C();
                var (offset, end) = (plan.OffsetOf(number), plan.OffsetOf(number) + plan.SizeOf(number));
                while (offset < end)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(ReadSize, end - offset)), offset);
                    if (read == 0) throw new EndOfStreamException($"The file ended at byte {offset:N0} of {plan.FileSize:N0}.");
                    sha256.AppendData(buffer, 0, read);
                    crc.Append(buffer.AsSpan(0, read));
                    offset += read;
                    onRead(read);
                }

                parts[number - 1] = crc.Value;
            }
        }
        finally
        {
            Buffers.Return(buffer);
        }

        return new ContentDigest(Convert.ToHexString(sha256.GetHashAndReset()).ToLowerInvariant(), plan.PartSize, parts);
    }
}
