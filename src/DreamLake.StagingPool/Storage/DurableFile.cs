using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DreamLake.Disk;

namespace DreamLake.StagingPool.Storage;

/// <summary>The pool's documents and folders, still there after the power was cut.</summary>
internal static class DurableFile
{
    private static readonly LocalDisk LocalDisk = new();
    private static readonly DurableFiles Files = new(LocalDisk, TimeProvider.System);

    /// <inheritdoc cref="DurableFiles.CreateFolder"/>
    public static void CreateFolder(string folder) => Files.CreateFolder(folder);

    /// <inheritdoc cref="IDisk.FlushFolder"/>
    public static void FlushFolder(string folder) => LocalDisk.FlushFolder(folder);

    /// <inheritdoc cref="DurableFiles.Publish"/>
    public static void Publish(string temporary, string path) => Files.Publish(temporary, path);

    /// <inheritdoc cref="DurableFiles.Delete"/>
    public static void Delete(string path) => Files.Delete(path);

    /// <summary>Writes a document so that it is seen whole or not at all.</summary>
    public static Task WriteAsync<T>(string path, string temporary, T document, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // What takes time is the flush, which no system offers to wait for without a thread.
        Files.Replace(path, temporary, stream => JsonSerializer.Serialize(stream, document, type));
        return Task.CompletedTask;
    }

    /// <summary>Reads a document; null where there is none.</summary>
    public static async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await using var file =
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: true);
            return await JsonSerializer.DeserializeAsync(file, type, cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="DiskErrors.IsFull"/>
    public static bool IsDiskFull(IOException fault) => DiskErrors.IsFull(fault);
}
