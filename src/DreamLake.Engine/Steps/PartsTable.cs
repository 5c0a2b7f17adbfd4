using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>
/// What holds where the state and S3's list of parts differ. S3 is right about what it has; sizes decide whether it is of use.
/// </summary>
internal static class PartsTable
{
    /// <summary>Whether an earlier run recorded every part of the file as it is cut now.</summary>
    public static bool IsWhole(UploadState state, PartPlan plan) =>
        state.TotalParts == plan.Count
        && (state.PartSize ?? plan.PartSize) == plan.PartSize
        && state.CompletedParts.Select(part => part.PartNumber).Distinct().Count(number => number <= plan.Count) == plan.Count;

    /// <summary>The parts that count as done; null where the upload has to start fresh.</summary>
    /// <param name="state">What an earlier run recorded.</param>
    /// <param name="listed">What S3 has, as BSS tells.</param>
    /// <param name="plan">How the file is cut now.</param>
    public static IReadOnlyList<PartDone>? Reconcile(UploadState state, IReadOnlyList<PartDone> listed, PartPlan plan)
    {
        // Other total of parts, or other part size: the offsets do not fit                → start fresh
        if (state.TotalParts != plan.Count || (state.PartSize ?? plan.PartSize) != plan.PartSize) return null;

        var kept = new Dictionary<int, PartDone>();
        foreach (var part in listed.Where(part => part is not null))
        {
            // Only at S3, or at both with the same or with another ETag                    → S3's, if its size is right
            // A part that the plan does not have, or without an ETag                       → not counted
            if (part.PartNumber >= 1 && part.PartNumber <= plan.Count && part.Etag is { Length: > 0 }
                && (part.Size ?? plan.SizeOf(part.PartNumber)) == plan.SizeOf(part.PartNumber))
                kept[part.PartNumber] = part with { Size = null };
        }

        // Only in the state: S3 does not have it                                           → send it again (it is not in kept)
        return [.. kept.Values.OrderBy(part => part.PartNumber)];
    }
}
