using DreamLake.Disk;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool.Storage;

/// <summary>The buckets: a folder each.</summary>
internal sealed class BucketStore(PoolFolder pool, ProcessFolder process, BucketGates gates)
{
    public void Create(string bucket)
    {
        foreach (var folder in new[] { pool.Objects(bucket), pool.Uploads(bucket), Path.Combine(pool.Bucket(bucket), "content") })
            pool.Files.CreateFolder(folder);
    }

    // The last folder that Create makes: a bucket is there when it is there whole.
    public bool Exists(string bucket) => pool.Files.Disk.KindOf(Path.Combine(pool.Bucket(bucket), "content")) == FileKind.Folder;

    /// <summary>Every bucket's name and the time it was made, sorted.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset Created)> All() =>
        [.. pool.Files.Disk.ListFolders(pool.Root)
            .Select(folder => LevelName.Decode(Path.GetFileName(folder)))
            .Where(Exists)
            .Order(StringComparer.Ordinal)
            .Select(name => (name, pool.Files.Disk.CreatedAt(pool.Bucket(name))))];

    /// <summary>Waits while a bucket is being deleted, and keeps it from being deleted until the answer is disposed of.</summary>
    /// <exception cref="S3Exception">It is not there (<c>NoSuchBucket</c>).</exception>
    public async Task<IDisposable> EnterAsync(string bucket, CancellationToken cancellationToken)
    {
        var inside = await gates.EnterAsync(bucket, cancellationToken);
        if (Exists(bucket)) return inside;
        inside.Dispose();
        throw S3Exception.NoSuchBucket(bucket);
    }

    /// <summary>Deletes a bucket that holds no object; multipart uploads that are under way in it are over.</summary>
    /// <exception cref="S3Exception">It holds an object (<c>BucketNotEmpty</c>).</exception>
    public async Task DeleteAsync(string bucket)
    {
        using var closed = await gates.CloseAsync(bucket);
        if (!Exists(bucket)) throw S3Exception.NoSuchBucket(bucket);
        if (new KeyWalk(pool.Files.Disk, pool.Objects(bucket), prefix: "", after: "", gather: false).Names().Any())
            throw new S3Exception(StatusCodes.Status409Conflict, "BucketNotEmpty", "The bucket you tried to delete is not empty.")
                .With("BucketName", bucket);
        // One rename ends it. What it held is deleted behind that, or swept if the process ends here.
        var away = process.Temporary();
        var disk = pool.Files.Disk;
        disk.Move(pool.Bucket(bucket), away);
        disk.FlushFolder(pool.Root);
        disk.DeleteFolder(away);
    }

    /// <summary>What somebody configured of a bucket.</summary>
    public async Task<BucketSettings> SettingsAsync(string bucket, CancellationToken cancellationToken) =>
        await pool.Files.ReadAsync(pool.Settings(bucket), PoolJson.Default.BucketSettings, cancellationToken) ?? new BucketSettings();

    /// <summary>Changes what somebody configured of a bucket.</summary>
    public async Task ChangeSettingsAsync(string bucket, Func<BucketSettings, BucketSettings> change, CancellationToken cancellationToken)
    {
        // Alone, so that two who change different things at once both have their way.
        using var closed = await gates.CloseAsync(bucket);
        if (!Exists(bucket)) throw S3Exception.NoSuchBucket(bucket);
        var settings = change(await SettingsAsync(bucket, cancellationToken));
        await pool.Files.WriteAsync(
            pool.Settings(bucket), process.Temporary(), settings, PoolJson.Default.BucketSettings, cancellationToken);
    }
}
