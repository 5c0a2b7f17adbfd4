using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class DigestsOfPartsTests(Lake lake)
{
    private static readonly byte[] Content = "the bytes of a part"u8.ToArray();

    [Fact]
    public async Task A_part_is_taken_with_the_checksum_that_was_signed_and_completed_with_it()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress, offersDigests: true);
        using var alice = bss.Client();
        var upload = await alice.PostAsync("/videos/upload/multipart/init", new { owner = "alice", project = "digests", hash = Wire.HashOf(Content), contentType = "video/mp4" });
        Assert.Equal("CRC32C", upload.GetProperty("checksumAlgorithm").GetString());

        var (uploadId, key) = (upload.GetProperty("uploadId").GetString(), upload.GetProperty("key").GetString());
        var checksum = Crc32C(Content);
        var urls = await alice.PostAsync("/videos/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1 }, checksums = new Dictionary<string, string> { ["1"] = checksum } });
        var url = urls.GetProperty("1").GetString()!;

        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(url, "other bytes of a part"u8.ToArray(), checksum)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(url, Content, checksum: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(url, Content, Crc32C([1]))).StatusCode);
        var taken = await PutAsync(url, Content, checksum);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await alice.PostAsync("/videos/upload/multipart/complete",
            new { uploadId, key, parts = new[] { new { partNumber = 1, etag = taken.Headers.ETag!.Tag } } });
    }

    private Task<HttpResponseMessage> PutAsync(string url, byte[] content, string? checksum)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(content) };
        if (checksum is not null) request.Headers.Add("x-amz-checksum-crc32c", checksum);
        return lake.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Crc32C(byte[] bytes)
    {
        var sum = ~bytes.Aggregate(~0u, BitOperations.Crc32C);
        var bigEndian = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bigEndian, sum);
        return Convert.ToBase64String(bigEndian);
    }
}
