using System.Buffers;

namespace DreamLake.StagingPool.Storage;

/// <summary>An object that is being read: its part files one after the other.</summary>
internal sealed class ObjectReader(ObjectManifest manifest, string folder, IDisposable hold) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    public ObjectManifest Manifest { get; } = manifest;

    /// <summary>Copies a range of the object's bytes.</summary>
    public async Task CopyAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            foreach (var part in Manifest.Parts)
            {
                var within = Math.Min(part.Size - offset, count);
                if (within > 0)
                {
                    await CopyPartAsync(part, destination, offset, within, buffer, cancellationToken);
                    count -= within;
                }

                offset = Math.Max(0, offset - part.Size);
                if (count == 0) return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => hold.Dispose();

    private async Task CopyPartAsync(StoredPart part, Stream destination, long offset, long count, byte[] buffer, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(
            Path.Combine(folder, part.File), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        while (count > 0)
        {
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), offset, cancellationToken);
            if (read == 0) throw new EndOfStreamException($"The part file '{part.File}' is shorter than its manifest says.");
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            offset += read;
            count -= read;
        }
    }
}
