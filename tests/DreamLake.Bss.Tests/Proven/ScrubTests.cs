using System.Security.Cryptography;
using System.Text;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.StagingPool;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>A thousand damages in the pool's own files: the scrub finds and names each, and nothing else; an upload mends it.</summary>
public sealed class ScrubTests : IAsyncLifetime
{
    private const int OfAKind = 200;
    private const string Project = "scrubbed";

    private static readonly TimeSpan Due = TimeSpan.FromDays(31);

    private readonly string _folder = Directory.CreateTempSubdirectory("scrub-pool-").FullName;
    private WebApplication _pool = null!;
    private BssHost _bss = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_pool, var address) = await Served.StartAsync(
            services => services.AddStagingPool(
                new StagingPoolOptions { Folder = _folder, AccessKey = BssHost.AccessKey, SecretKey = BssHost.SecretKey }),
            app => app.MapStagingPool());
        _bss = await BssHost.StartAsync(address);
        await _bss.S3.PutBucketAsync(BssHost.Bucket, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _bss.DisposeAsync();
        await _pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_1000_damages_each_is_found_and_named_and_nothing_else()
    {
        var contents = Enumerable.Range(0, 6 * OfAKind).Select(Text).ToList();
        await StoreAsync(contents);
        var files = Directory.EnumerateFiles(Path.Combine(_folder, BssHost.Bucket, "content"), "*", SearchOption.AllDirectories)
            .ToDictionary(path => Digest(File.ReadAllBytes(path)));
        string FileOf(int number) => files[Digest(contents[number])];
        foreach (var i in Enumerable.Range(0, OfAKind))
        {
            Flip(FileOf(i), i);
            Truncate(FileOf(OfAKind + i), i);
            if (i % 2 == 0) Swap(FileOf((2 * OfAKind) + i), FileOf((2 * OfAKind) + i + 1));
            await _bss.S3.DeleteObjectAsync(BssHost.Bucket, KeyOf(contents[(3 * OfAKind) + i]), Cancellation);
            File.Delete(FileOf((4 * OfAKind) + i));
        }

        // What S3 has and cannot give back is damage only when it stays so.
        for (var hours = 0; hours < 3; hours++) await _bss.ScrubAsync(Due + TimeSpan.FromHours(hours));

        Assert.Equal(contents[..(5 * OfAKind)].Select(Digest).Order(), (await BrokenAsync()).Order());

        using var client = _bss.Client();
        foreach (var kind in Enumerable.Range(0, 5))
        {
            var content = contents[kind * OfAKind];
            await client.AssertServesAsync(await client.StoreAsync(Project, content, $"/{kind}.jsonl"), content);
        }

        Assert.Equal((5 * OfAKind) - 5, (await BrokenAsync()).Count);
    }

    [Fact]
    public async Task Before_its_time_nothing_is_read_and_an_S3_that_is_away_is_no_damage()
    {
        await StoreAsync([Text(1)]);
        await _bss.S3.DeleteObjectAsync(BssHost.Bucket, KeyOf(Text(1)), Cancellation);
        await _bss.ScrubAsync(TimeSpan.FromDays(29));
        Assert.Empty(await BrokenAsync());
        await _pool.StopAsync(Cancellation);
        for (var hours = 0; hours < 5; hours++) await _bss.ScrubAsync(Due + TimeSpan.FromHours(hours));
        Assert.Empty(await BrokenAsync());
    }

    private async Task<IReadOnlyList<string>> BrokenAsync()
    {
        using var admin = _bss.Client("root", wholeLake: true);
        var listed = await admin.ReadAsync("/contents/broken");
        return [.. listed.EnumerateArray()
            .Where(content => content.GetProperty("state").GetString() == "damaged" && !content.GetProperty("isMended").GetBoolean())
            .Select(content => content.GetProperty("hash").GetString()!)];
    }

    private async Task StoreAsync(IReadOnlyList<byte[]> contents)
    {
        await Parallel.ForEachAsync(contents, Cancellation, async (content, token) => await _bss.S3.PutObjectAsync(
            new() { BucketName = BssHost.Bucket, Key = KeyOf(content), InputStream = new MemoryStream(content) }, token));
        var now = TimeProvider.System.GetUtcNow();
        await _bss.ProveAsync(contents.Select(content => new Content
        {
            Owner = "alice",
            Project = Project,
            Hash = Digest(content),
            Key = KeyOf(content),
            Size = content.Length,
            Sha256 = ContentLake.Digest(content),
            VerifiedAt = now,
            State = ContentState.Proven,
            CreatedAt = now,
        }));
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at % bytes.Length] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Truncate(string path, int by)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(Math.Max(0, file.Length - 1 - by));
    }

    private static void Swap(string one, string other)
    {
        var bytes = File.ReadAllBytes(one);
        File.WriteAllBytes(one, File.ReadAllBytes(other));
        File.WriteAllBytes(other, bytes);
    }

    private static byte[] Text(int number) => Encoding.UTF8.GetBytes($"{{\"content\":\"{number:0000}\"}}\n");

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];

    private static string KeyOf(byte[] content) => $"alice/{Project}/incoming/{Digest(content)}";
}
