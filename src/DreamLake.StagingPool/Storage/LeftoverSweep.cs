using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamLake.StagingPool.Storage;

/// <summary>At start-up, clears what processes left that ended in the middle: temporary files go, noted content goes unless something names it.</summary>
internal sealed class LeftoverSweep(PoolFolder pool, ObjectStore objects, ILogger<LeftoverSweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var lockFile in Directory.EnumerateFiles(pool.Processes, "*" + ProcessFolder.LockSuffix))
        {
            using var taken = TryTake(lockFile);
            if (taken is not null) await SweepAsync(lockFile, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static FileStream? TryTake(string lockFile)
    {
        try
        {
            return new FileStream(lockFile, FileMode.Open, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            // Its process lives, or another one is sweeping it.
            return null;
        }
    }

    private async Task SweepAsync(string lockFile, CancellationToken cancellationToken)
    {
        var folder = lockFile[..^ProcessFolder.LockSuffix.Length];
        if (Directory.Exists(folder))
        {
            foreach (var note in Directory.EnumerateFiles(folder, "*" + ProcessFolder.NoteSuffix)) await SettleAsync(note, cancellationToken);
            Directory.Delete(folder, recursive: true);
            log.LogInformation("Cleared what an interrupted process had left unfinished in {Folder}.", pool.Root);
        }

        File.Delete(lockFile);
    }

    private async Task SettleAsync(string note, CancellationToken cancellationToken)
    {
        if (Read(note) is not { } content) return;
        var manifest = await objects.FindAsync(content.Bucket, content.Key, cancellationToken);
        if (manifest?.ContentId == content.Id)
        {
            // A Complete that was over but for the end of the upload.
            File.Delete(pool.Upload(content.Bucket, content.Id));
            new PartFolder(pool.Content(content)).KeepOnly(manifest.Parts);
        }
        else if (!File.Exists(pool.Upload(content.Bucket, content.Id)) && Directory.Exists(pool.Content(content)))
        {
            Directory.Delete(pool.Content(content), recursive: true);
        }
    }

    private static ContentAddress? Read(string note)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(note), PoolJson.Default.ContentAddress);
        }
        catch (JsonException)
        {
            // Torn: the process ended while it wrote the note, which is before it touched the content.
            return null;
        }
    }
}
