using DreamLake.Engine.Content;

namespace DreamLake.Engine.Receiving;

/// <summary>Holds bytes that an earlier run left against the digests that they have to have.</summary>
/// <param name="digests">The CRC-32C of each piece.</param>
/// <param name="piece">Bytes of a piece; the last may have fewer.</param>
internal sealed class RangeCheck(ReadOnlyMemory<uint> digests, long piece)
{
    private Crc32C _crc;
    private long _taken;
    private int _ended;
    private bool _isRight = true;

    /// <summary>Takes bytes in, each call those that follow the ones before.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_taken == piece) EndPiece();
            var taken = (int)Math.Min(piece - _taken, bytes.Length);
            _crc.Append(bytes[..taken]);
            _taken += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Whether all of them were right.</summary>
    public bool End()
    {
        EndPiece();
        return _isRight && _ended == digests.Length;
    }

    private void EndPiece()
    {
        _isRight &= _ended < digests.Length && digests.Span[_ended] == _crc.Value;
        _ended++;
        (_crc, _taken) = (default, 0);
    }
}
