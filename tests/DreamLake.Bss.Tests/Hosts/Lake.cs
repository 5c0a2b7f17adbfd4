using DreamLake.Bss.Tests.Hosts;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Xunit;

[assembly: AssemblyFixture(typeof(Lake))]

namespace DreamLake.Bss.Tests.Hosts;

/// <summary>A real staging pool and BSS on it, shared by all tests: each works in spaces of its own.</summary>
public sealed class Lake : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bss-pool-").FullName;
    private WebApplication _pool = null!;

    public Uri PoolAddress { get; private set; } = null!;

    public BssHost Bss { get; private set; } = null!;

    /// <summary>A client without a token, as a presigned address is used.</summary>
    public HttpClient Anonymous { get; } = new();

    public async ValueTask InitializeAsync()
    {
        (_pool, PoolAddress) = await Served.StartAsync(
            services => services.AddStagingPool(
            new StagingPoolOptions { Folder = _folder, AccessKey = BssHost.AccessKey, SecretKey = BssHost.SecretKey }),
            app => app.MapStagingPool());
        Bss = await BssHost.StartAsync(PoolAddress);
        await Bss.S3.PutBucketAsync(BssHost.Bucket);
    }

    /// <summary>A bucket of its own, for who counts what a lake has: a BSS takes over what it finds in its bucket.</summary>
    public async Task<string> NewBucketAsync()
    {
        var name = "lake-" + Guid.NewGuid().ToString("N")[..12];
        await Bss.S3.PutBucketAsync(name);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        await Bss.DisposeAsync();
        await _pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
