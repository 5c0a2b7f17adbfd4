namespace DreamLake.StagingPool.Storage;

/// <summary>The buckets: a folder each.</summary>
internal sealed class BucketStore(PoolFolder pool)
{
    public void Create(string bucket)
    {
        foreach (var folder in new[] { pool.Objects(bucket), pool.Uploads(bucket), Path.Combine(pool.Bucket(bucket), "content") })
            DurableFile.CreateFolder(folder);
    }

    // The last folder that Create makes: a bucket is there when it is there whole.
    public bool Exists(string bucket) => Directory.Exists(Path.Combine(pool.Bucket(bucket), "content"));

    /// <summary>Every bucket's name and the time it was made, sorted.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset Created)> All() =>
        [.. new DirectoryInfo(pool.Root).EnumerateDirectories()
            .Select(d => (Name: LevelName.Decode(d.Name), Created: new DateTimeOffset(d.CreationTimeUtc, TimeSpan.Zero)))
            .Where(b => Exists(b.Name))
            .OrderBy(b => b.Name, StringComparer.Ordinal)];
}
