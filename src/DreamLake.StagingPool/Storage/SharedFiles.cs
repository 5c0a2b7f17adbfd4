namespace DreamLake.StagingPool.Storage;

/// <summary>Files of one content that become files of another too: no byte is written where the file system knows hard links.</summary>
internal static class SharedFiles
{
    /// <summary>Shares files; when this returns, the new ones are on the disk.</summary>
    /// <param name="files">Each file and the new name for it, as full paths.</param>
    /// <param name="cancellationToken">Stops between two files; those that were shared so far stay.</param>
    public static async Task ShareAsync(IEnumerable<(string File, string Shared)> files, CancellationToken cancellationToken)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, shared) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var folder = Path.GetDirectoryName(shared)!;
            if (folders.Add(folder)) DurableFile.CreateFolder(folder);
            if (!HardLink.TryCreate(file, shared)) await CopyAsync(file, shared, cancellationToken);
        }

        foreach (var folder in folders) DurableFile.FlushFolder(folder);
    }

    private static async Task CopyAsync(string file, string copy, CancellationToken cancellationToken)
    {
        await using var from =
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using var to = new FileStream(copy, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await from.CopyToAsync(to, cancellationToken);
        to.Flush(flushToDisk: true);
    }
}
