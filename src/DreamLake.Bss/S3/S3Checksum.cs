using System.IO.Hashing;

namespace DreamLake.Bss.S3;

/// <summary>CRC-32C as S3 writes it.</summary>
internal static class S3Checksum
{
    /// <summary>The digest of what was appended, and a fresh start.</summary>
    public static byte[] TakeDigest(this Crc32 crc)
    {
        var digest = crc.GetHashAndReset();
        // The library writes its digests lowest byte first, and S3 writes them highest first.
        Array.Reverse(digest);
        return digest;
    }
}
