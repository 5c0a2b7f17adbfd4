using System.IO.Hashing;
using DreamLake.Bss.S3;
using DreamLake.Protocol;

namespace DreamLake.Bss.Contents;

/// <summary>Digests each range of a content as it comes, so that whoever has some of them can check those alone.</summary>
internal sealed class RangeHash
{
    private readonly Crc32 _range = new(Crc32ParameterSet.Crc32C);
    private readonly List<byte> _digests = [];
    private long _left = RangeDigests.BytesOfRange;

    /// <summary>Takes bytes in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_left == 0) EndRange();
            var taken = (int)Math.Min(_left, bytes.Length);
            _range.Append(bytes[..taken]);
            _left -= taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>The digests as the lake tells them; null for a content of one range, which its SHA-256 is the digest of.</summary>
    public string? End()
    {
        if (_digests.Count == 0) return null;
        EndRange();
        return Convert.ToBase64String([.. _digests]);
    }

    private void EndRange()
    {
        _digests.AddRange(_range.TakeDigest());
        _left = RangeDigests.BytesOfRange;
    }
}
