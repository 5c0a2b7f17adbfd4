using Amazon.S3.Model;
using Xunit;

namespace DreamLake.StagingPool.Tests.Peers;

/// <summary>A pool with a bucket of 10,000 keys: ten pages of a listing.</summary>
public sealed class ManyKeysFixture : IAsyncLifetime
{
    public const string Bucket = "many";
    public const int Count = 10_000;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dreamlake-pool-" + Guid.NewGuid().ToString("n"));

    internal PoolServer Pool { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Pool = await PoolServer.StartAsync(_folder);
        await Pool.S3.PutBucketAsync(Bucket);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
            await Pool.S3.PutObjectAsync(
                new PutObjectRequest { BucketName = Bucket, Key = $"folder {i % 7}/key {i:D5} ü+&", ContentBody = "" }, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
