using System.Numerics;
using DreamLake.Engine.Content;
using Xunit;

namespace DreamLake.Engine.Tests.Content;

/// <summary>The digest of a part, held against the definition byte by byte.</summary>
public sealed class Crc32CTests
{
    [Fact]
    public void It_is_the_Castagnoli_polynomial()
    {
        var crc = new Crc32C();
        crc.Append("123456789"u8);

        // The check value of CRC-32/ISCSI in the catalogue of parametrised CRC algorithms.
        Assert.Equal(0xE3069283, crc.Value);
        Assert.Equal("4waSgw==", Crc32C.ToBase64(crc.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16 * 1024 - 1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(256 * 1024)]
    [InlineData(1024 * 1024 + 13)]
    public void Any_length_and_any_cut_give_what_one_byte_after_the_other_gives(int length)
    {
        var random = new Random(length);
        var bytes = new byte[length];
        random.NextBytes(bytes);
        var expected = ~bytes.Aggregate(~0u, BitOperations.Crc32C);

        var whole = new Crc32C();
        whole.Append(bytes);
        var cut = new Crc32C();
        for (var at = 0; at < length;)
        {
            var next = Math.Min(length, at + random.Next(1, 50_000));
            cut.Append(bytes.AsSpan(at, next - at));
            at = next;
        }

        Assert.Equal(expected, whole.Value);
        Assert.Equal(expected, cut.Value);
    }
}
