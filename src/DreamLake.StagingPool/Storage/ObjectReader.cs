using System.Buffers;
using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>An object that is being read: its part files one after the other.</summary>
internal sealed class ObjectReader(IDisk disk, ObjectManifest manifest, string folder, IDisposable hold) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    public ObjectManifest Manifest { get; } = manifest;

    /// <summary>The files that hold its bytes: the full path of each, and its name below the content's folder.</summary>
    public IEnumerable<(string Path, string Name)> Files =>
        Manifest.Parts.Select(p => p.File).Distinct().Select(f => (Path.Combine(folder, f), f));

    /// <summary>The runs of bytes that a range consists of, with the full paths of their files.</summary>
    public IReadOnlyList<StoredPart> Slices(long offset, long count)
    {
        var slices = new List<StoredPart>();
        foreach (var part in Manifest.Parts)
        {
            var within = Math.Min(part.Size - offset, count);
            if (within > 0)
            {
                slices.Add(new StoredPart(Path.Combine(folder, part.File), within) { Offset = part.Offset + offset });
                count -= within;
            }

            offset = Math.Max(0, offset - part.Size);
        }

        return slices;
    }

    /// <summary>Copies a range of the object's bytes.</summary>
    public Task CopyAsync(Stream destination, long offset, long count, CancellationToken cancellationToken) =>
        ReadAsync(offset, count, bytes => destination.WriteAsync(bytes, cancellationToken), cancellationToken);

    /// <summary>Reads a range of the object's bytes, a piece at a time.</summary>
    public async Task ReadAsync(long offset, long count, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            foreach (var slice in Slices(offset, count)) await ReadSliceAsync(slice, buffer, take, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => hold.Dispose();

    private async Task ReadSliceAsync(
        StoredPart slice, byte[] buffer, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellationToken)
    {
        using var file = disk.OpenRead(slice.File);
        var (offset, left) = (slice.Offset, slice.Size);
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)), offset);
            if (read == 0) throw new EndOfStreamException($"The part file '{slice.File}' is shorter than its manifest says.");
            await take(buffer.AsMemory(0, read));
            offset += read;
            left -= read;
        }
    }
}
