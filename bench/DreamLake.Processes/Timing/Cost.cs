namespace DreamLake.Processes.Timing;

/// <summary>What one run of a command cost, from start to exit, with all processes that it started.</summary>
/// <param name="Wall">Seconds on the wall.</param>
/// <param name="User">Seconds of processors in programs.</param>
/// <param name="System">Seconds of processors in the kernel.</param>
/// <param name="Peak">Bytes of the largest of its processes at its largest.</param>
internal sealed record Cost(double Wall, double User, double System, long Peak)
{
    /// <summary>Seconds of processors in all.</summary>
    public double Cpu => User + System;
}

/// <summary>The costs of several runs of one command.</summary>
/// <param name="Name">The command's, in tables.</param>
/// <param name="Runs">One for each run; 1 or more.</param>
internal sealed record Costs(string Name, IReadOnlyList<Cost> Runs)
{
    /// <summary>Median, least and most seconds on the wall.</summary>
    public Spread Wall => Spread.Of(Runs.Select(run => run.Wall));

    /// <summary>Median, least and most seconds of processors.</summary>
    public Spread Cpu => Spread.Of(Runs.Select(run => run.Cpu));

    /// <summary>Of these, in programs.</summary>
    public Spread User => Spread.Of(Runs.Select(run => run.User));

    /// <summary>Of these, in the kernel.</summary>
    public Spread System => Spread.Of(Runs.Select(run => run.System));

    /// <summary>Median, least and most MiB.</summary>
    public Spread Peak => Spread.Of(Runs.Select(run => run.Peak / (1024.0 * 1024)));
}

/// <summary>The middle and the ends of a few figures.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>The spread of figures; 1 or more.</summary>
    public static Spread Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        var middle = sorted.Length / 2;
        return new Spread(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }
}
