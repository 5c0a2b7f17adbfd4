using System.Buffers;
using DreamLake.Disk;
using DreamLake.StagingPool.Payload;

namespace DreamLake.StagingPool.Storage;

/// <summary>Writes a body into a temporary file, and onto the disk.</summary>
internal static class PayloadFile
{
    // Large enough that system calls cost nothing beside the copy, small enough that many at once cost no memory.
    private const int BufferSize = 512 * 1024;

    /// <summary>Writes all of it; nothing stays behind where it fails.</summary>
    public static async Task WriteAsync(IDisk disk, VerifiedPayload payload, string temporary, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var file = disk.Create(temporary);
            var offset = 0L;
            for (var filled = BufferSize; filled == BufferSize; offset += filled)
            {
                filled = await payload.FillAsync(buffer.AsMemory(0, BufferSize), cancellationToken);
                file.Write(buffer.AsSpan(0, filled), offset);
            }

            file.Flush();
        }
        catch
        {
            disk.Delete(temporary);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
