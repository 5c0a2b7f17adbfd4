using System.Buffers;
using System.Net;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Engine.Content;

/// <summary>A part as the body of a PUT: read from the file as it is sent, and held against its digest before its last bytes leave.</summary>
/// <remarks>A part whose bytes are not those that were hashed is cut off before its end, so that S3 never has it whole.</remarks>
internal sealed class PartContent : HttpContent
{
    private const int BufferSize = 256 * 1024;

    // A pool of its own, for the parts that are on the wire at once: the shared one keeps an array for each thread that ever returned one.
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(BufferSize, maxArraysPerBucket: 4);

    private readonly SafeFileHandle _file;
    private readonly long _offset;
    private readonly long _size;
    private readonly uint _digest;
    private readonly Action<int> _onSent;

    /// <summary>A part of an open file.</summary>
    /// <param name="file">Open for reading as long as the PUT lasts.</param>
    /// <param name="plan">How the file is cut.</param>
    /// <param name="partNumber">Which part.</param>
    /// <param name="digest">The CRC-32C that its bytes must have.</param>
    /// <param name="onSent">Told of each number of bytes that the connection took.</param>
    public PartContent(SafeFileHandle file, PartPlan plan, int partNumber, uint digest, Action<int> onSent)
    {
        _file = file;
        _offset = plan.OffsetOf(partNumber);
        _size = plan.SizeOf(partNumber);
        _digest = digest;
        _onSent = onSent;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var crc = new Crc32C();
        var buffer = Buffers.Rent((int)Math.Min(BufferSize, Math.Max(1, _size)));
        try
        {
            for (long sent = 0; sent < _size;)
            {
                var read = await RandomAccess.ReadAsync(_file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, _size - sent)), _offset + sent, cancellationToken);
                crc.Append(buffer.AsSpan(0, read));
                sent += read;
                if (read == 0 || (sent == _size && crc.Value != _digest)) throw new ContentChangedException();
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                _onSent(read);
            }
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _size;
        return true;
    }
}

/// <summary>The bytes that were about to be sent are not those that were hashed.</summary>
internal sealed class ContentChangedException() : IOException("The bytes on the disk are not those that were hashed.");
