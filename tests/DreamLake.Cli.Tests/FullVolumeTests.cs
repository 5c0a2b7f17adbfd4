using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>A lake whose volume is full: it starts, it serves what it has, and what is deleted makes room.</summary>
public sealed class FullVolumeTests : IDisposable
{
    private const string Place = "namespace=alice&space=robotics&episode=run-042";
    private const string Own = "my-own-bucket";
    private readonly Machine _machine = new();
    private readonly SmallVolume _volume;

    public FullVolumeTests() => _volume = SmallVolume.Mount(_machine.Home, mebibytes: 64);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lake_starts_serves_and_deletes_on_a_full_volume()
    {
        var labels = await File.ReadAllBytesAsync(Machine.Sample("labels.jsonl"), Cancellation);
        var pool = Pool();
        AmazonS3Client s3;
        await using (var lake = await ServingLake.StartAsync(_machine, "--pool-url", pool))
        {
            (await lake.Use(_machine).RunAsync("upload", Machine.Sample("labels.jsonl"), "--episode", "alice@robotics:run-042")).Ended(0);
            s3 = await OwnClientAsync(pool);
            await s3.PutBucketAsync(Own, Cancellation);
            using var bytes = new MemoryStream(new byte[5_000_000]);
            await s3.PutObjectAsync(
                new() { BucketName = Own, Key = "large", InputStream = bytes, UseChunkEncoding = false, AutoCloseStream = false },
                Cancellation);
            await lake.StopAsync();
        }

        _volume.FillBut(0);
        await using var full = await ServingLake.StartAsync(_machine, "--pool-url", pool);
        Assert.Single((await full.GetAsync($"/assets/label-track?{Place}")).AsArray());
        Assert.Equal(labels, await full.DownloadAsync("label-track", Place, "/labels.jsonl"));

        Assert.Equal(HttpStatusCode.NoContent, (await s3.DeleteObjectAsync(Own, "large", Cancellation)).HttpStatusCode);
        s3.Dispose();
        Assert.True(new DriveInfo(_volume.Folder).AvailableFreeSpace > 4_000_000);
    }

    /// <summary>A free address, which stays the same over both starts.</summary>
    private static string Pool()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public void Dispose()
    {
        _volume.Dispose();
        _machine.Dispose();
    }

    /// <summary>A client of the pool, by the lines that the command prints for people's own tools.</summary>
    private async Task<AmazonS3Client> OwnClientAsync(string pool)
    {
        var lines = (await _machine.RunAsync("pool-credentials")).Ended(0).Output.Split('\n');
        return new AmazonS3Client(new BasicAWSCredentials(Value("aws_access_key_id"), Value("aws_secret_access_key")), new AmazonS3Config
        {
            ServiceURL = pool,
            AuthenticationRegion = Value("region"),
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

        string Value(string name) => lines.First(line => line.StartsWith(name + " = ", StringComparison.Ordinal)).Split(" = ")[1].Trim();
    }
}
