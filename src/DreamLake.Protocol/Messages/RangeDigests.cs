using System.Buffers.Binary;

namespace DreamLake.Protocol;

/// <summary>What <c>GET {prefix}/{id}/digests</c> answers (BSS): a digest of each range of a content that the lake has proven.</summary>
/// <param name="Sha256">The content's whole SHA-256, 64 hex digits.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="RangeSize">Bytes of a range; the last may have fewer.</param>
/// <param name="Crc32C">Base64 of the ranges' CRC-32C, one behind the other: four bytes each, the highest first.</param>
public sealed record RangeDigests(string? Sha256, long Size, long RangeSize, string? Crc32C)
{
    /// <summary>Bytes of a range, as this lake tells them: 10 MiB.</summary>
    public const long BytesOfRange = 10 * 1024 * 1024;

    private const int BytesOfDigest = 4;

    /// <summary>The digests; null where the message is none that can be used.</summary>
    public uint[]? TryRead()
    {
        if (RangeSize <= 0 || Size <= 0 || Crc32C is null) return null;
        var bytes = new byte[(Crc32C.Length / 4 * 3) + BytesOfDigest];
        if (!Convert.TryFromBase64String(Crc32C, bytes, out var length)) return null;
        if (length % BytesOfDigest != 0 || length / BytesOfDigest != ((Size - 1) / RangeSize) + 1) return null;
        var digests = new uint[length / BytesOfDigest];
        for (var i = 0; i < digests.Length; i++)
            digests[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i * BytesOfDigest, BytesOfDigest));
        return digests;
    }
}
