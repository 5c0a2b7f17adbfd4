using System.IO.Hashing;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Bss.Tests.Proven;

/// <summary>What the lake read back of a content it tells by ranges, for whoever has a part of it.</summary>
public sealed class RangeDigestsTests(Lake lake)
{
    private const int Range = (int)RangeDigests.BytesOfRange;
    private readonly HttpClient _alice = lake.Bss.Client();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Range + 1)]
    [InlineData(2 * Range)]
    [InlineData((2 * Range) + 5)]
    public async Task A_proven_content_tells_a_digest_of_each_range(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var id = await RegisteredAsync(content);
        var told = (await _alice.ReadAsync($"/videos/{id}/digests?namespace=alice")).Deserialize(ProtocolJson.Default.RangeDigests)!;
        Assert.Equal(
            (Convert.ToHexStringLower(SHA256.HashData(content)), size, (long)Range), (told.Sha256, told.Size, told.RangeSize));
        Assert.Equal(content.Chunk(Range).Select(range => Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, range)), told.TryRead());
    }

    [Fact]
    public async Task A_content_of_one_range_has_its_whole_digest_alone_and_no_other_sees_any()
    {
        var small = await RegisteredAsync(RandomNumberGenerator.GetBytes(Range));
        await _alice.GetAsync($"/videos/{small}/digests", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        await _alice.GetAsync("/videos/nobody/digests", Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        var large = await RegisteredAsync(RandomNumberGenerator.GetBytes(Range + 1));
        using var bob = lake.Bss.Client("bob");
        await bob.GetAsync($"/videos/{large}/digests", Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
        await _alice.GetAsync($"/videos/{large}/digests?namespace=bob", Cancellation).RefusedAsync(HttpStatusCode.Forbidden);
    }

    private async Task<string> RegisteredAsync(byte[] content)
    {
        var stagingHash = await lake.StoreAsync("/videos", "alice", "ranges", content);
        var body = new { name = "/a.mp4", owner = "alice", project = "ranges", stagingHash };
        return (await _alice.PostAsync("/videos", body)).GetProperty("id").GetString()!;
    }
}
