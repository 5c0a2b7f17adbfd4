using DreamLake.Processes.Peers;
using DreamLake.Processes.Report;
using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Subjects;

/// <summary>Something to be measured.</summary>
/// <param name="bench">The files, the server and our programs.</param>
/// <param name="rounds">How often each command runs.</param>
internal abstract class Subject(Workbench bench, int rounds)
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The files, the server and our programs.</summary>
    protected Workbench Bench => bench;

    /// <summary>Our own commands.</summary>
    protected Ours Ours { get; } = new(bench);

    /// <summary>Those of others.</summary>
    protected OtherTools Others { get; } = new(bench);

    /// <summary>Measures it.</summary>
    public abstract Section Measure();

    /// <summary>Runs the commands in turn; those that are not installed are left out.</summary>
    protected (IReadOnlyList<Command> Commands, IReadOnlyList<Costs> Costs) Race(params Command?[] commands)
    {
        var present = commands.OfType<Command>().ToArray();
        return (present, Timing.Race.Run(present, rounds));
    }

    /// <summary>The median of one command's figure to the sum of others', or nothing where one of them did not run.</summary>
    protected static IEnumerable<Bar> Ratio(
        string what,
        double limit,
        IReadOnlyList<Costs> costs,
        Func<Costs, double> figure,
        string ours,
        params string[] theirs)
    {
        var found = theirs.Select(name => costs.FirstOrDefault(one => one.Name == name)).ToArray();
        if (found.All(one => one is not null)) yield return new Bar(
            what,
            figure(costs.First(one => one.Name == ours)) / found.Sum(one => figure(one!)),
            limit);
    }
}
