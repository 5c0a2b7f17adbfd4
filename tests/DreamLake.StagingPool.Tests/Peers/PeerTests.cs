using System.Security.Cryptography;
using Amazon.S3.Model;
using DreamLake.Testing.Engines.S3;
using PoolAddress = DreamLake.Testing.Engines.S3.S3Endpoint;
using Xunit;

namespace DreamLake.StagingPool.Tests.Peers;

/// <summary>The S3 tools that people have, as Debian packs them, against the pool. Each test skips where its tool is absent.</summary>
public sealed class PeerTests(ManyKeysFixture many) : IClassFixture<ManyKeysFixture>, IAsyncLifetime
{
    private const int Mebibyte = 1024 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-peer-").FullName;
    private readonly byte[] _small = RandomNumberGenerator.GetBytes(1000);
    private readonly byte[] _large = RandomNumberGenerator.GetBytes((18 * Mebibyte) + 7);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PoolAddress Endpoint => new(many.Pool.Address, PoolServer.AccessKey, PoolServer.SecretKey);

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(At("tree/sub folder"));
        await File.WriteAllBytesAsync(At("small"), _small, Cancellation);
        await File.WriteAllBytesAsync(At("large"), _large, Cancellation);
        await File.WriteAllTextAsync(At("digits"), "0123456789", Cancellation);
        await File.WriteAllBytesAsync(At("tree/one ü"), _small, Cancellation);
        await File.WriteAllBytesAsync(At("tree/sub folder/two+&"), _large[..Mebibyte], Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Aws_does_its_day()
    {
        var aws = S3Command.Aws(Endpoint);
        await aws.RunAsync(Cancellation, "s3", "mb", "s3://aws");
        await aws.RunAsync(Cancellation, "s3", "cp", At("small"), "s3://aws/a b/small ü");
        await aws.RunAsync(Cancellation, "s3", "cp", At("large"), "s3://aws/large");
        await aws.RunAsync(Cancellation, "s3", "cp", "s3://aws/a b/small ü", At("back"));
        AssertFile(_small, "back");
        await aws.RunAsync(Cancellation, "s3", "cp", "s3://aws/large", At("back"));
        AssertFile(_large, "back");
        await aws.RunAsync(Cancellation, "s3api", "get-object", "--bucket", "aws", "--key", "large", "--range", "bytes=8388600-8388620", At("back"));
        AssertFile(_large[8_388_600..8_388_621], "back");

        // Above its threshold aws copies in ranges of 8 MiB.
        await aws.RunAsync(Cancellation, "s3", "cp", "s3://aws/large", "s3://aws/copied");
        await aws.RunAsync(Cancellation, "s3", "mv", "s3://aws/copied", "s3://aws/moved");
        await AssertKeysAsync("aws", "a b/small ü", "large", "moved");
        await AssertObjectAsync(_large, "aws", "moved");

        await aws.RunAsync(Cancellation, "s3", "sync", At("tree"), "s3://aws/tree");
        Assert.Empty((await aws.RunAsync(Cancellation, "s3", "sync", At("tree"), "s3://aws/tree")).Trim());
        await aws.RunAsync(Cancellation, "s3", "sync", "s3://aws/tree", At("tree-back"));
        AssertTree("tree-back");
        File.Delete(At("tree/one ü"));
        await aws.RunAsync(Cancellation, "s3", "sync", "--delete", At("tree"), "s3://aws/tree");
        await aws.RunAsync(Cancellation, "s3", "rm", "s3://aws/moved");
        await AssertKeysAsync("aws", "a b/small ü", "large", "tree/sub folder/two+&");

        await AssertPresignedAsync(await aws.RunAsync(Cancellation, "s3", "presign", "s3://aws/a b/small ü"));
        Assert.Equal(ManyKeysFixture.Count,
            LinesOf(await aws.RunAsync(Cancellation, "s3", "ls", "--recursive", $"s3://{ManyKeysFixture.Bucket}")));
        await aws.RunAsync(Cancellation, "s3", "rb", "--force", "s3://aws");
        Assert.DoesNotContain("aws", await BucketsAsync());
    }

    [Fact]
    public async Task Rclone_does_its_day()
    {
        var rclone = S3Command.Rclone(Endpoint);
        string[] inParts = ["--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M", "--s3-copy-cutoff", "6M"];
        await rclone.RunAsync(Cancellation, "mkdir", "lake:rclone");
        await rclone.RunAsync(Cancellation, "copyto", At("small"), "lake:rclone/a b/small ü");
        await rclone.RunAsync(Cancellation, ["copyto", At("large"), "lake:rclone/large", .. inParts]);
        await rclone.RunAsync(Cancellation, "copyto", "lake:rclone/a b/small ü", At("back"));
        AssertFile(_small, "back");
        await rclone.RunAsync(Cancellation, "copyto", "lake:rclone/large", At("back"), "--multi-thread-cutoff", "5M");
        AssertFile(_large, "back");
        await rclone.RunAsync(Cancellation, "copyto", At("digits"), "lake:rclone/digits");
        Assert.Equal("34567", await rclone.RunAsync(Cancellation, "cat", "--offset", "3", "--count", "5", "lake:rclone/digits"));
        await rclone.RunAsync(Cancellation, "deletefile", "lake:rclone/digits");

        await rclone.RunAsync(Cancellation, "copyto", "lake:rclone/large", "lake:rclone/copied");
        await rclone.RunAsync(Cancellation, ["copyto", "lake:rclone/large", "lake:rclone/copied in ranges", .. inParts]);
        await rclone.RunAsync(Cancellation, "moveto", "lake:rclone/copied", "lake:rclone/moved");
        await AssertKeysAsync("rclone", "a b/small ü", "copied in ranges", "large", "moved");
        await AssertObjectAsync(_large, "rclone", "moved");
        await AssertObjectAsync(_large, "rclone", "copied in ranges");

        await rclone.RunAsync(Cancellation, "sync", At("tree"), "lake:rclone/tree");
        // Compares sizes and MD5.
        await rclone.RunAsync(Cancellation, "check", At("tree"), "lake:rclone/tree");
        await rclone.RunAsync(Cancellation, "sync", "lake:rclone/tree", At("tree-back"));
        AssertTree("tree-back");
        File.Delete(At("tree/one ü"));
        await rclone.RunAsync(Cancellation, "sync", At("tree"), "lake:rclone/tree");
        await rclone.RunAsync(Cancellation, "deletefile", "lake:rclone/moved");
        await AssertKeysAsync("rclone", "a b/small ü", "copied in ranges", "large", "tree/sub folder/two+&");

        await AssertPresignedAsync(await rclone.RunAsync(Cancellation, "link", "--expire", "1h", "lake:rclone/a b/small ü"));
        Assert.Equal(ManyKeysFixture.Count,
            LinesOf(await rclone.RunAsync(Cancellation, "lsf", "-R", "--files-only", $"lake:{ManyKeysFixture.Bucket}")));
        await rclone.RunAsync(Cancellation, "purge", "lake:rclone");
        Assert.DoesNotContain("rclone", await BucketsAsync());
    }

    [Fact]
    public async Task S3cmd_does_its_day()
    {
        var s3cmd = S3Command.S3cmd(Endpoint);
        await s3cmd.RunAsync(Cancellation, "mb", "s3://s3cmd");
        await s3cmd.RunAsync(Cancellation, "put", At("small"), "s3://s3cmd/a b/small ü");
        // Holds each part's ETag against its MD5, and sends it again for ever where they differ.
        await s3cmd.RunAsync(Cancellation, "put", "--multipart-chunk-size-mb=5", At("large"), "s3://s3cmd/large");
        await s3cmd.RunAsync(Cancellation, "get", "s3://s3cmd/a b/small ü", At("back"));
        AssertFile(_small, "back");
        await File.WriteAllBytesAsync(At("begun"), _large[..(6 * Mebibyte)], Cancellation);
        await s3cmd.RunAsync(Cancellation, "get", "--continue", "s3://s3cmd/large", At("begun"));
        AssertFile(_large, "begun");

        await s3cmd.RunAsync(Cancellation, "cp", "s3://s3cmd/large", "s3://s3cmd/copied");
        await s3cmd.RunAsync(Cancellation, "mv", "s3://s3cmd/copied", "s3://s3cmd/moved");
        await AssertKeysAsync("s3cmd", "a b/small ü", "large", "moved");
        await AssertObjectAsync(_large, "s3cmd", "moved");

        await s3cmd.RunAsync(Cancellation, "sync", At("tree") + "/", "s3://s3cmd/tree/");
        Directory.CreateDirectory(At("tree-back"));
        await s3cmd.RunAsync(Cancellation, "sync", "s3://s3cmd/tree/", At("tree-back") + "/");
        AssertTree("tree-back");
        File.Delete(At("tree/one ü"));
        await s3cmd.RunAsync(Cancellation, "sync", "--delete-removed", At("tree") + "/", "s3://s3cmd/tree/");
        await s3cmd.RunAsync(Cancellation, "del", "s3://s3cmd/moved");
        await AssertKeysAsync("s3cmd", "a b/small ü", "large", "tree/sub folder/two+&");

        await AssertPresignedAsync(await s3cmd.RunAsync(Cancellation, "signurl", "s3://s3cmd/a b/small ü", "+3600"));
        Assert.Contains("18", await s3cmd.RunAsync(Cancellation, "info", "s3://s3cmd/large"), StringComparison.Ordinal);
        await s3cmd.RunAsync(Cancellation, "info", "s3://s3cmd");
        Assert.Equal(ManyKeysFixture.Count,
            LinesOf(await s3cmd.RunAsync(Cancellation, "ls", "--recursive", $"s3://{ManyKeysFixture.Bucket}")));
        await s3cmd.RunAsync(Cancellation, "rb", "--recursive", "--force", "s3://s3cmd");
        Assert.DoesNotContain("s3cmd", await BucketsAsync());
    }

    [Fact]
    public async Task Boto3_does_its_day()
    {
        var boto3 = await Boto3.RequireAsync(Endpoint, Cancellation);
        var url = await boto3.RunAsync(Path.Combine(AppContext.BaseDirectory, "Peers", "boto3_day.py"), _folder, Cancellation);
        AssertFile(_small, "back-small");
        AssertFile(_large, "back-large");
        AssertFile(_large[8_388_600..8_388_621], "back-range");
        AssertTree("tree-back");
        await AssertKeysAsync("boto3", "a b/small ü", "copied in ranges", "large", "moved");
        await AssertObjectAsync(_large, "boto3", "moved");
        await AssertObjectAsync(_large, "boto3", "copied in ranges");
        await AssertPresignedAsync(url);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void AssertFile(byte[] expected, string name) =>
        Assert.Equal(SHA256.HashData(expected), SHA256.HashData(File.ReadAllBytes(At(name))));

    private void AssertTree(string name)
    {
        AssertFile(_small, Path.Combine(name, "one ü"));
        AssertFile(_large[..Mebibyte], Path.Combine(name, "sub folder", "two+&"));
    }

    private async Task AssertObjectAsync(byte[] expected, string bucket, string key)
    {
        using var answer = await many.Pool.S3.GetObjectAsync(bucket, key, Cancellation);
        Assert.Equal(SHA256.HashData(expected), await SHA256.HashDataAsync(answer.ResponseStream, Cancellation));
    }

    private async Task AssertKeysAsync(string bucket, params string[] keys) =>
        Assert.Equal(keys, (await many.Pool.S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = bucket }, Cancellation)).S3Objects.Select(o => o.Key));

    private async Task AssertPresignedAsync(string url) =>
        Assert.Equal(_small, await many.Pool.Http.GetByteArrayAsync(url.Trim(), Cancellation));

    private async Task<IEnumerable<string>> BucketsAsync() =>
        (await many.Pool.S3.ListBucketsAsync(Cancellation)).Buckets.Select(b => b.BucketName);

    private static int LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
