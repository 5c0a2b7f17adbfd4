using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool.Storage;

/// <summary>
/// At start-up, clears what processes left that ended in the middle: temporary files go, noted content goes unless something names it.
/// </summary>
internal sealed class LeftoverSweep(PoolFolder pool, ObjectStore objects, ILogger<LeftoverSweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in pool.Files.Disk.ListFolders(pool.Processes).ToArray())
        {
            // Whose lock cannot be had lives, or is being swept by another process.
            using var taken = pool.Locks.TryTake(Path.GetFileName(folder), "", out _);
            if (taken is not null) await SweepAsync(folder, cancellationToken);
        }

        // Locks whose folders are gone already.
        foreach (var abandoned in pool.Locks.TakeAbandoned()) abandoned.Dispose();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SweepAsync(string folder, CancellationToken cancellationToken)
    {
        // Another process may have swept it just before.
        var disk = pool.Files.Disk;
        if (disk.KindOf(folder) is null) return;
        foreach (var note in disk.ListFiles(folder, ProcessFolder.NoteSuffix).ToArray()) await SettleAsync(note, cancellationToken);
        disk.DeleteFolder(folder);
        log.LogInformation("Cleared what an interrupted process had left unfinished in {Folder}.", pool.Root);
    }

    private async Task SettleAsync(string note, CancellationToken cancellationToken)
    {
        if (await ReadAsync(note, cancellationToken) is not { } content) return;
        var disk = pool.Files.Disk;
        var manifest = await objects.FindAsync(content.Bucket, content.Key, cancellationToken);
        if (manifest?.ContentId == content.Id)
        {
            // A Complete that was over but for the end of the upload.
            disk.Delete(pool.Upload(content.Bucket, content.Id));
            new PartFolder(pool.Files, pool.Content(content)).KeepOnly(manifest.Parts);
        }
        else if (disk.KindOf(pool.Upload(content.Bucket, content.Id)) is null)
        {
            disk.DeleteFolder(pool.Content(content));
        }
    }

    private async Task<ContentAddress?> ReadAsync(string note, CancellationToken cancellationToken)
    {
        try
        {
            return await pool.Files.ReadAsync(note, PoolJson.Default.ContentAddress, cancellationToken);
        }
        catch (JsonException)
        {
            // Torn: the process ended while it wrote the note, which is before it touched the content.
            return null;
        }
    }
}
