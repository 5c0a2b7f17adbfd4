using System.Buffers;
using System.Net;
using DreamLake.Disk;

namespace DreamLake.Engine.Content;

/// <summary>How fast the bytes of a part may go, and who is told that they went.</summary>
internal interface IPartPace
{
    /// <summary>The most bytes to hand over at once.</summary>
    int Slice { get; }

    /// <summary>Waits until bytes may go.</summary>
    ValueTask BeforeAsync(int bytes, CancellationToken cancellationToken);

    /// <summary>The connection took them.</summary>
    void After(int bytes);

    /// <summary>It took the last of the part.</summary>
    void AllSent();
}

/// <summary>
/// A part as the body of a PUT: read from the file as it is sent, and held against its digest before its last bytes leave.
/// </summary>
/// <remarks>A part whose bytes are not those that were hashed is cut off before its end, so that S3 never has it whole.</remarks>
/// <param name="file">Open for reading as long as the PUT lasts.</param>
/// <param name="plan">How the file is cut.</param>
/// <param name="partNumber">Which part.</param>
/// <param name="digest">The CRC-32C that its bytes must have.</param>
/// <param name="pace">How fast it may go.</param>
internal sealed class PartContent(IDiskFile file, PartPlan plan, int partNumber, uint digest, IPartPace pace) : HttpContent
{
    private const int BufferSize = 256 * 1024;

    // A pool of its own, for the parts that are on the wire at once: the shared one keeps an array for each thread that ever returned one.
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(BufferSize, maxArraysPerBucket: 4);

    private readonly long _offset = plan.OffsetOf(partNumber);
    private readonly long _size = plan.SizeOf(partNumber);

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
                cancellationToken.ThrowIfCancellationRequested();
                var read = Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, _size - sent)), _offset + sent);
                crc.Append(buffer.AsSpan(0, read));
                sent += read;
                if (read == 0 || (sent == _size && crc.Value != digest)) throw new ContentChangedException();
                await WriteAsync(stream, buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            pace.AllSent();
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    // Not asynchronously: where the system knows no such reads, that only hands each to another thread of the same pool.
    private int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return file.Read(buffer, offset);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ContentUnreadableException(fault);
        }
    }

    private async ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var slice = bytes[..Math.Min(bytes.Length, pace.Slice)];
            await pace.BeforeAsync(slice.Length, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(slice, cancellationToken).ConfigureAwait(false);
            pace.After(slice.Length);
            bytes = bytes[slice.Length..];
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
internal sealed class ContentChangedException : IOException
{
    /// <summary>The usual words for it.</summary>
    public ContentChangedException() : this("The bytes on the disk are not those that were hashed.")
    {
    }

    /// <summary>In other words.</summary>
    public ContentChangedException(string message) : base(message)
    {
    }

    /// <summary>In other words, and what it came from.</summary>
    public ContentChangedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The disk did not give the bytes: no fault of the connection's.</summary>
internal sealed class ContentUnreadableException : IOException
{
    /// <summary>Nothing more is known.</summary>
    public ContentUnreadableException() : this("The file could not be read.")
    {
    }

    /// <summary>In other words.</summary>
    public ContentUnreadableException(string message) : base(message)
    {
    }

    /// <summary>In other words, and what the disk said.</summary>
    public ContentUnreadableException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>What the disk said.</summary>
    public ContentUnreadableException(Exception fault) : this("The file could not be read: " + fault.Message, fault)
    {
    }
}
