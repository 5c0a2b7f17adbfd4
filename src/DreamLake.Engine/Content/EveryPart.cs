using DreamLake.Protocol;

namespace DreamLake.Engine.Content;

/// <summary>The parts of a file as S3 has them, none missing: what a multipart upload is completed with.</summary>
/// <remarks>
/// S3 makes an object of whatever parts it is named. Fewer than all would be a shorter file, stored under the hash of the whole one.
/// </remarks>
internal sealed class EveryPart
{
    private EveryPart(IReadOnlyList<PartDone> parts) => Parts = parts;

    /// <summary>The parts, ascending.</summary>
    public IReadOnlyList<PartDone> Parts { get; }

    /// <summary>All parts of a plan.</summary>
    /// <param name="plan">How the file is cut.</param>
    /// <param name="done">The parts that S3 has, ascending.</param>
    /// <exception cref="InvalidOperationException">One is missing, or one is not the plan's.</exception>
    public static EveryPart Of(PartPlan plan, IReadOnlyList<PartDone> done) =>
#if PLANTED_FAULTS
        PlantedFault.Is("complete-without-a-part") && plan.Count > 1 ? new EveryPart([.. done.SkipLast(1)]) :
#endif
        done.Select(part => part.PartNumber).SequenceEqual(Enumerable.Range(1, plan.Count))
            ? new EveryPart(done)
            : throw new InvalidOperationException(
                $"An upload is completed with all of its {plan.Count} parts, and {done.Count} are there.");
}
