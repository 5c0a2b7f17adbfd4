using System.Buffers;
using System.Security.Cryptography;
using DreamLake.Disk;

namespace DreamLake.Engine.Content;

/// <summary>Reads a file once, from its first byte to its last, for its SHA-256 and for the CRC-32C of every part.</summary>
internal static class ContentReader
{
    // Reads of 1 MiB: larger ones leave the processor's cache before the digests have seen them.
    private const int ReadSize = 1024 * 1024;

    // A pool of its own: the shared one keeps an array for each thread that ever returned one, and a batch is read by many, two at a time.
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(ReadSize, maxArraysPerBucket: 4);

    /// <summary>Digests a file.</summary>
    /// <param name="disk">Where the file is.</param>
    /// <param name="path">The file.</param>
    /// <param name="plan">How it is cut into parts.</param>
    /// <param name="onRead">Told of each number of bytes read.</param>
    /// <param name="cancellationToken">Ends the read between two buffers.</param>
    /// <param name="pace">Says when each part may be read, and is told its digest. Null, the default: one after the other, at once.</param>
    /// <exception cref="IOException">The file cannot be read, or is not as long as planned: it changed.</exception>
    public static async Task<ContentDigest> DigestAsync(
        IDisk disk, string path, PartPlan plan, Action<int> onRead, CancellationToken cancellationToken, IReadPace? pace = null)
    {
        using var file = disk.OpenRead(path, isSequential: true);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reads = new PartReads(file, plan);
        var (ready, spare) = (Buffers.Rent(ReadSize), Buffers.Rent(ReadSize));
        var next = NextAsync(reads, ready, pace, cancellationToken);
        try
        {
            // SHA-256 takes as long as the processor takes: the next buffer is read, and its CRC-32C taken, beside it.
            for (int read; (read = await next.ConfigureAwait(false)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (ready, spare) = (spare, ready);
                next = NextAsync(reads, ready, pace, cancellationToken);
                sha256.AppendData(spare, 0, read);
                onRead(read);
            }
        }
        finally
        {
            // No buffer goes back while it is read into.
            await Task.WhenAny(next).ConfigureAwait(false);
            Buffers.Return(ready);
            Buffers.Return(spare);
        }

        return new ContentDigest(Convert.ToHexString(sha256.GetHashAndReset()).ToLowerInvariant(), plan.PartSize, reads.Digests);
    }

    private static async Task<int> NextAsync(PartReads reads, byte[] into, IReadPace? pace, CancellationToken cancellationToken)
    {
        if (pace is not null) await pace.BeforeAsync(reads.PartNumber, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => reads.Next(into, pace), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>A file's bytes in their order, each buffer of one part alone, with the parts' digests on the way.</summary>
    private sealed class PartReads(IDiskFile file, PartPlan plan)
    {
        private readonly uint[] _digests = new uint[plan.Count];
        private Crc32C _crc;
        private int _number = 1;
        private long _offset;

        /// <summary>The CRC-32C of each part, once all is read.</summary>
        public uint[] Digests => _digests;

        /// <summary>The part that is read next.</summary>
        public int PartNumber => _number;

        /// <summary>Fills a buffer as far as its part goes; answers how many bytes, 0 after the last.</summary>
        public int Next(byte[] buffer, IReadPace? pace)
        {
            if (_offset == plan.FileSize) return 0;
            var end = plan.OffsetOf(_number) + plan.SizeOf(_number);
            var read = file.Read(buffer.AsSpan(0, (int)Math.Min(ReadSize, end - _offset)), _offset);
            if (read == 0) throw new EndOfStreamException($"The file ended at byte {_offset:N0} of {plan.FileSize:N0}.");
            _crc.Append(buffer.AsSpan(0, read));
            _offset += read;
            if (_offset == end) EndPart(pace);
            return read;
        }

        private void EndPart(IReadPace? pace)
        {
            _digests[_number - 1] = _crc.Value;
            pace?.Take(_number, _crc.Value);
            _number++;
            _crc = default;
        }
    }
}
