using System.IO.Hashing;
using System.Security.Cryptography;

namespace DreamLake.StagingPool.Payload;

/// <summary>A digest that grows with the bytes as they pass.</summary>
internal abstract class Digest : IDisposable
{
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The digest of everything so far, in the byte order that S3 sends it in (the highest byte first).</summary>
    public abstract byte[] Value();

    public virtual void Dispose()
    {
    }

    /// <summary>A cryptographic digest: MD5, SHA-1, SHA-256.</summary>
    internal sealed class Cryptographic(HashAlgorithmName name) : Digest
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

        public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

        public override byte[] Value() => _hash.GetCurrentHash();

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }
    }

    /// <summary>A cyclic redundancy check. The library writes it lowest byte first.</summary>
    internal sealed class Cyclic(NonCryptographicHashAlgorithm crc) : Digest
    {
        public override void Append(ReadOnlySpan<byte> bytes) => crc.Append(bytes);

        public override byte[] Value()
        {
            var value = crc.GetCurrentHash();
            Array.Reverse(value);
            return value;
        }
    }

    /// <summary>A fast digest with no meaning beyond telling contents apart.</summary>
    internal sealed class Fast : Digest
    {
        private readonly XxHash128 _hash = new();

        public override void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

        public override byte[] Value() => _hash.GetCurrentHash();
    }
}
