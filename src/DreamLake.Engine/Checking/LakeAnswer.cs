using DreamLake.Protocol;

namespace DreamLake.Engine.Checking;

/// <summary>What a lake's word about a file comes to.</summary>
/// <param name="Outcome">As one word.</param>
/// <param name="Reason">Why it is no proof, in half a sentence; null where it is one.</param>
/// <param name="Asset">How the lake lists it; null where it does not.</param>
internal sealed record LakeAnswer(CheckOutcome Outcome, string? Reason, ListedAsset? Asset)
{
    /// <summary>Whether the lake has proven this very content under this very name.</summary>
    public bool IsProof => Outcome == CheckOutcome.Same;
}
