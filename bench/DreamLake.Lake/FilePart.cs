using System.Buffers;
using System.Net;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Lake;

/// <summary>A stretch of a file as the body of a PUT, with as little of a client around it as there can be.</summary>
internal sealed class FilePart(SafeFileHandle file, long offset, long size) : HttpContent
{
    private const int BufferSize = 256 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var sent = 0L; sent < size;)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferSize, size - sent)), offset + sent);
                await stream.WriteAsync(buffer.AsMemory(0, read));
                sent += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
