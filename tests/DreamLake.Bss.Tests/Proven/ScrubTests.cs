using System.Security.Cryptography;
using System.Text;
using DreamLake.Bss.Tables;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.StagingPool;
using DreamLake.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>
/// Damages in the pool's own files and in the tables: the scrub finds and names each, and nothing else; an upload mends it.
/// </summary>
public sealed class ScrubTests : IAsyncLifetime
{
    // Even: swaps come in pairs. 1,008 damages of seven kinds, or 56.
    private static readonly int OfAKind = TestSize.IsFull ? 144 : 8;

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
    public async Task Each_damage_is_found_and_named_and_nothing_else_and_an_upload_mends_it()
    {
        // The inventory's first pass is an interval away from a lake's first start.
        await _bss.ScrubAsync(TimeSpan.Zero);
        var contents = Enumerable.Range(0, 7 * OfAKind).Select(Text).ToList();
        var (lost, known) = (contents[(5 * OfAKind)..(6 * OfAKind)], contents[..(5 * OfAKind)].Concat(contents[(6 * OfAKind)..]).ToList());
        await StoreAsync(known);
        using var client = _bss.Client();
        var media = new List<string>();
        for (var i = 0; i < OfAKind; i++) media.Add(await client.StoreAsync(Project, lost[i], $"/lost-{i}.jsonl"));
        var orphans = Enumerable.Range(0, OfAKind).Select(number => $"alice/{Project}/incoming/orphan-{number}").ToList();
        orphans[0] = $"alice/{Project}/incoming/gone.split/segments/{new string('0', 64)}.ts";
        await PlantAsync(contents, lost, orphans);

        // What S3 has and cannot give back is damage only when it stays so.
        for (var hours = 0; hours < 3; hours++) await _bss.ScrubAsync(Due + TimeSpan.FromHours(hours));

        var damaged = contents[..(5 * OfAKind)].Select(Digest).Order();
        Assert.Equal(damaged, await BrokenAsync("damaged", "hash"));
        Assert.Equal(lost.Select(Digest).Order(), await BrokenAsync("lostRow", "hash"));
        Assert.Equal(orphans.Order(), await BrokenAsync("orphan", "key"));

        for (var i = 0; i < 5 * OfAKind; i++)
            await client.AssertServesAsync(await client.StoreAsync(Project, contents[i], $"/{i}.jsonl"), contents[i]);
        for (var i = 0; i < OfAKind; i++)
        {
            Assert.Equal(media[i], await client.StoreAsync(Project, lost[i], $"/lost-{i}.jsonl"));
            await client.AssertServesAsync(media[i], lost[i]);
        }

        Assert.Empty(await BrokenAsync("damaged", "hash"));
        Assert.Empty(await BrokenAsync("lostRow", "hash"));
        foreach (var key in orphans) await _bss.S3.DeleteObjectAsync(BssHost.Bucket, key, Cancellation);
        await _bss.ScrubAsync(2 * Due + TimeSpan.FromDays(1));
        Assert.Empty(await BrokenAsync("orphan", "key"));
    }

    /// <summary>Flips, truncations, swaps, lost objects, objects that cannot be read, lost rows and orphans, as many of each.</summary>
    private async Task PlantAsync(List<byte[]> contents, List<byte[]> lost, List<string> orphans)
    {
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
            await _bss.CountAsync($"DELETE FROM contents WHERE Hash = '{Digest(lost[i])}' RETURNING 1");
            await _bss.S3.PutObjectAsync(
                new() { BucketName = BssHost.Bucket, Key = orphans[i], InputStream = new MemoryStream(Text(-1 - i)) }, Cancellation);
        }

        // What was uploaded long ago is in no table of uploads any more.
        await _bss.CountAsync("DELETE FROM uploads RETURNING 1");
    }

    [Fact]
    public async Task Before_its_time_nothing_is_read_and_an_S3_that_is_away_is_no_damage()
    {
        await StoreAsync([Text(1)]);
        await _bss.S3.DeleteObjectAsync(BssHost.Bucket, KeyOf(Text(1)), Cancellation);
        await _bss.ScrubAsync(TimeSpan.FromDays(29));
        Assert.Empty(await BrokenAsync("damaged", "hash"));
        await _pool.StopAsync(Cancellation);
        for (var hours = 0; hours < 5; hours++) await _bss.ScrubAsync(Due + TimeSpan.FromHours(hours));
        Assert.Empty(await BrokenAsync("damaged", "hash"));
    }

    private async Task<IEnumerable<string>> BrokenAsync(string state, string named)
    {
        using var admin = _bss.Client("root", wholeLake: true);
        var listed = await admin.ReadAsync("/contents/broken");
        return listed.EnumerateArray()
            .Where(content => content.GetProperty("state").GetString() == state && !content.GetProperty("isMended").GetBoolean())
            .Select(content => content.GetProperty(named).GetString()!).Order();
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
