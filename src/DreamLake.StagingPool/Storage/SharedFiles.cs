using System.Buffers;
using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>Files of one content that become files of another too: no byte is written where the file system knows hard links.</summary>
internal static class SharedFiles
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Shares files; when this returns, the new ones are on the disk.</summary>
    /// <param name="pool">The pool's disk.</param>
    /// <param name="files">Each file and the new name for it, as full paths.</param>
    /// <param name="cancellationToken">Stops between two files; those that were shared so far stay.</param>
    public static void Share(PoolFiles pool, IEnumerable<(string File, string Shared)> files, CancellationToken cancellationToken)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, shared) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var folder = Path.GetDirectoryName(shared)!;
            if (folders.Add(folder)) pool.CreateFolder(folder);
            if (!pool.Disk.TryLink(file, shared)) Copy(pool.Disk, file, shared, cancellationToken);
        }

        foreach (var folder in folders) pool.Disk.FlushFolder(folder);
    }

    private static void Copy(IDisk disk, string file, string copy, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var from = disk.OpenRead(file);
            using var to = disk.Create(copy);
            for (var offset = 0L; from.Read(buffer, offset) is > 0 and var read; offset += read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                to.Write(buffer.AsSpan(0, read), offset);
            }

            to.Flush();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
