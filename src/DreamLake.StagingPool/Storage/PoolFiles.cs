using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>The pool's documents and folders, still there after the power was cut.</summary>
/// <param name="disk">The disk that they lie on.</param>
/// <param name="time">The clock, for how long another program's hold on a file is waited out.</param>
/// <remarks>What takes time is the flush, which no system offers to wait for without a thread: so nothing here is waited for.</remarks>
internal sealed class PoolFiles(IDisk disk, TimeProvider time)
{
    private readonly DurableFiles _files = new(disk, time);

    /// <summary>The disk, for what need not survive.</summary>
    public IDisk Disk => disk;

    /// <inheritdoc cref="DurableFiles.CreateFolder"/>
    public void CreateFolder(string folder) => _files.CreateFolder(folder);

    /// <inheritdoc cref="DurableFiles.Publish"/>
    public void Publish(string temporary, string path) => _files.Publish(temporary, path);

    /// <inheritdoc cref="DurableFiles.Delete"/>
    public void Delete(string path) => _files.Delete(path);

    /// <summary>Writes a document so that it is seen whole or not at all.</summary>
    public Task WriteAsync<T>(string path, string temporary, T document, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _files.Replace(path, temporary, stream => JsonSerializer.Serialize(stream, document, type));
        return Task.CompletedTask;
    }

    /// <summary>Reads a document; null where there is none.</summary>
    public Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(path) is { } bytes ? JsonSerializer.Deserialize(bytes, type) : null);
    }

    private byte[]? Read(string path)
    {
        // Most questions are for what is not there, and an exception costs more than a second look.
        if (disk.KindOf(path) != FileKind.File) return null;
        try
        {
            using var file = disk.OpenRead(path);
            var bytes = new byte[file.Length];
            for (var filled = 0; filled < bytes.Length;)
            {
                if (file.Read(bytes.AsSpan(filled), filled) is not (> 0 and var read)) return bytes[..filled];
                filled += read;
            }

            return bytes;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
