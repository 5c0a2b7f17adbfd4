namespace DreamLake.Simulation.Invariants;

/// <summary>What did not hold first; the moment goes into the story.</summary>
internal sealed class Verdict(Story story)
{
    /// <summary>What did not hold first; null while all holds.</summary>
    public string? Broken { get; private set; }

    /// <summary>Something does not hold.</summary>
    public void Break(string what)
    {
        if (Broken is not null) return;
        Broken = what;
        story.Tell("invariant", what);
    }
}
