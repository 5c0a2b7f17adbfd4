using DreamLake.Engine.Content;
using DreamLake.Protocol;

namespace DreamLake.Engine.Receiving;

/// <summary>The digests of an object's ranges as the lake tells them: of what it read back, and not of what the wire once gave.</summary>
internal sealed class ToldDigests
{
    private readonly uint[] _digests;
    private readonly long _piece;

    private ToldDigests(uint[] digests, long piece) => (_digests, _piece) = (digests, piece);

    /// <summary>Those that a lake tells; null where it tells none, or of another content, or of pieces that do not fit the plan.</summary>
    public static ToldDigests? Of(RangeDigests? told, ReceiveOrigin origin, PartPlan plan) =>
        told is not null && told.Size == origin.Size && told.RangeSize > 0 && plan.PartSize % told.RangeSize == 0
            && (origin.Sha256 is null || string.Equals(told.Sha256, origin.Sha256, StringComparison.OrdinalIgnoreCase))
            && told.TryRead() is { } digests
            ? new ToldDigests(digests, told.RangeSize)
            : null;

    /// <summary>Checks a range of the plan.</summary>
    public RangeCheck CheckOf(ByteRange range)
    {
        var first = (int)(range.Offset / _piece);
        var beyond = (int)((range.End + _piece - 1) / _piece);
        return new RangeCheck(_digests.AsMemory(first, beyond - first), _piece);
    }
}
