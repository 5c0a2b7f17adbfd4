using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DreamLake.Engine.Content;

/// <summary>CRC-32C (Castagnoli), the digest that S3 knows as <c>CRC32C</c>. The processor's own instruction does the work where it has one.</summary>
internal struct Crc32C
{
    private uint _complement;

    /// <summary>Takes bytes in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~_complement;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var one in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, one);
        _complement = ~crc;
    }

    /// <summary>The digest of all bytes taken in.</summary>
    public readonly uint Value => _complement;

    /// <summary>The digest as S3's headers have it: base64 of its four bytes, the highest first.</summary>
    public static string ToBase64(uint digest)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, digest);
        return Convert.ToBase64String(bytes);
    }
}
