using System.IO.Hashing;
using System.Security.Cryptography;

namespace DreamLake.StagingPool.Payload;

/// <summary>A way to digest bytes, under the names that S3 gives it.</summary>
internal sealed class DigestAlgorithm
{
    /// <summary>The name of the checksum that the lake's own clients send.</summary>
    public const string Crc32C = "CRC32C";

    private readonly Func<Digest> _create;

    private DigestAlgorithm(string name, int length, Func<Digest> create, CyclicCode? cyclic = null)
    {
        Name = name;
        Length = length;
        _create = create;
        Cyclic = cyclic;
    }

    /// <summary>128 bits; the ETag of an object that was put in one piece, and <c>Content-MD5</c>.</summary>
    public static readonly DigestAlgorithm Md5 = new("MD5", 16, () => new Digest.Cryptographic(HashAlgorithmName.MD5));

    /// <summary>
    /// 128 bits; the ETag of a part whose CRC-32C is signed into its address: several times as fast as MD5 (5.4 against 0.6 GiB/s).
    /// </summary>
    public static readonly DigestAlgorithm XxHash128 = new("XXH128", 16, () => new Digest.Fast());

    public static readonly DigestAlgorithm Sha256 = new("SHA256", 32, () => new Digest.Cryptographic(HashAlgorithmName.SHA256));

    /// <summary>The digests that S3 calls checksums.</summary>
    public static readonly IReadOnlyList<DigestAlgorithm> Checksums =
    [
        new("CRC32", 4, () => new Digest.Cyclic(new Crc32()), new CyclicCode(32, 0xEDB88320)),
        new(Crc32C, 4, () => new Digest.Cyclic(new Crc32(Crc32ParameterSet.Crc32C)), new CyclicCode(32, 0x82F63B78)),
        new("CRC64NVME", 8, () => new Digest.Cyclic(new Crc64(Crc64ParameterSet.Nvme)), new CyclicCode(64, 0x9A6C9329AC4BC9B5)),
        new("SHA1", 20, () => new Digest.Cryptographic(HashAlgorithmName.SHA1)),
        Sha256,
    ];

    /// <summary>The name that <c>x-amz-checksum-algorithm</c> has: <c>CRC32C</c>.</summary>
    public string Name { get; }

    /// <summary>Bytes of a value.</summary>
    public int Length { get; }

    /// <summary>How checks of parts make that of the whole; null for a digest where they cannot.</summary>
    public CyclicCode? Cyclic { get; }

    /// <summary>What S3 takes an upload's checksum for where the client does not say.</summary>
    public string DefaultType => Name == "CRC64NVME" ? Checksum.FullObject : Checksum.Composite;

    /// <summary>The header that carries a value: <c>x-amz-checksum-crc32c</c>.</summary>
    public string Header => $"x-amz-checksum-{Name.ToLowerInvariant()}";

    /// <summary>The element that carries a value: <c>ChecksumCRC32C</c>.</summary>
    public string Element => $"Checksum{Name}";

    public Digest Create() => _create();

    /// <summary>The checksum of that name, in any case; null for none.</summary>
    public static DigestAlgorithm? Find(string? name) =>
        Checksums.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase));
}
