using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>A pool that lies: what it gives back is found out, never ready, and mended by uploading the content again.</summary>
public sealed class LyingPoolTests(Lake lake)
{
    public static TheoryData<string> Lies => ["flip", "truncate", "swap", "lose"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task What_was_told_success_is_rejected_in_the_background_and_mended(string lie)
    {
        // The queue may not look before the pool has lied.
        await using var bss =
            await BssHost.StartAsync(lake.PoolAddress, change: options => options with { VerifiedAtOnce = -1, VerifiedPerSecond = 1 });
        using var alice = bss.Client();
        var (project, good) = ("lie-" + Guid.NewGuid().ToString("N")[..12], Encoding.UTF8.GetBytes("{\"good\":\"" + new string('g', 4000) + "\"}\n"));
        Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, good, tellsDigest: true));
        var (_, id) = await alice.RegisterAsync(project, good, tellsDigest: true);
        await LieAsync(bss, $"alice/{project}/staging/{ContentLake.Digest(good)[..16]}", lie, good);

        await using var second = await bss.RestartAsync(options => options with { VerifiedAtOnce = 1 << 20, VerifiedPerSecond = 0 });
        using var client = second.Client();
        var status = await client.StatusAsync(id!, told => told.GetProperty("status").GetString() != "stored");
        Assert.Equal("rejected", status.GetProperty("status").GetString());
        Assert.False(status.TryGetProperty("verified", out _));
        Assert.False(string.IsNullOrEmpty(status.GetProperty("reason").GetString()));
        await client.GetAsync($"/labels/{id}/download", Cancellation).RefusedAsync(HttpStatusCode.Conflict);
        using var admin = second.Client(wholeLake: true);
        Assert.Contains((await admin.ReadAsync("/contents/broken")).EnumerateArray(), broken =>
            broken.GetProperty("project").GetString() == project);
        await client.GetAsync("/contents/broken", Cancellation).RefusedAsync(HttpStatusCode.Forbidden);

        Assert.Equal(HttpStatusCode.OK, await client.UploadAsync(project, good, tellsDigest: true));
        Assert.Equal(id, (await client.RegisterAsync(project, good, tellsDigest: true)).Id);
        await client.AssertServesAsync(id, good);
    }

    [Fact]
    public async Task Damage_after_the_proof_is_found_when_it_is_asked_for_and_mended()
    {
        using var alice = lake.Bss.Client();
        var (project, good) = ("rot-" + Guid.NewGuid().ToString("N")[..12], "{\"rots\":true}\n"u8.ToArray());
        Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, good, tellsDigest: false));
        var (_, id) = await alice.RegisterAsync(project, good, tellsDigest: false);
        await LieAsync(lake.Bss, $"alice/{project}/staging/{ContentLake.Digest(good)[..16]}", "flip", good);
        using var asked = await alice.PostAsync($"/labels/{id}/verify", null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        await alice.StatusAsync(id!, told => told.GetProperty("status").GetString() == "damaged");

        Assert.False((await alice.InitAsync(project, good, tellsDigest: true)).GetProperty("stored").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, await alice.UploadAsync(project, good, tellsDigest: true));
        await alice.AssertServesAsync(id, good);
    }

    private static async Task LieAsync(BssHost bss, string key, string lie, byte[] good)
    {
        if (lie == "lose")
        {
            await bss.S3.DeleteObjectAsync(BssHost.Bucket, key, Cancellation);
            return;
        }

        var bytes = lie switch
        {
            "flip" => [.. good[..3], (byte)(good[3] ^ 1), .. good[4..]],
            "truncate" => good[..^1],
            _ => Encoding.UTF8.GetBytes("{\"of\":\"another\"}\n"),
        };
        using var body = new MemoryStream(bytes);
        await bss.S3.PutObjectAsync(new() { BucketName = BssHost.Bucket, Key = key, InputStream = body }, Cancellation);
    }
}
