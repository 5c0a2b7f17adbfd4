using System.Security.Cryptography;
using System.Xml.Linq;
using Amazon.S3;
using Xunit;

namespace DreamLake.StagingPool.Tests;

/// <summary>A test against a pool on a folder of its own.</summary>
public abstract class PoolTests : IAsyncLifetime
{
    protected const string Bucket = PoolServer.Bucket;
    protected const int Mebibyte = 1024 * 1024;

    private protected string Folder { get; } = Path.Combine(Path.GetTempPath(), "dreamlake-pool-" + Guid.NewGuid().ToString("n"));

    private protected PoolServer Pool { get; set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Pool = await PoolServer.StartAsync(Folder);

    public virtual async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static byte[] Bytes(int count) => RandomNumberGenerator.GetBytes(count);

    /// <summary>The code of S3's error answer.</summary>
    protected static async Task<string> CodeOf(HttpResponseMessage answer) =>
        XElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).Element("Code")!.Value;

    /// <summary>The code that the AWS SDK was answered.</summary>
    protected static async Task<string> CodeOf(Func<Task> call) => (await Assert.ThrowsAnyAsync<AmazonS3Exception>(call)).ErrorCode;
}
