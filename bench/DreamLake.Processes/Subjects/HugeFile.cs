using DreamLake.Processes.Report;
using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Subjects;

/// <summary>One file of 100 GiB, all holes: memory must not grow with the file.</summary>
internal sealed class HugeFile(Workbench bench) : Subject(bench, rounds: 1)
{
    /// <inheritdoc/>
    public override string Name => "huge";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var commands = new[]
        {
            Ours.Upload(Bench.RandomFile("one.mp4", 1L << 30), "1 GiB"),
            Ours.Upload(Bench.SparseFile("huge.mp4", 100L << 30), "100 GiB"),
        };
        var costs = commands.Select(command => new Costs(command.Name, [TimedRun.Run(command)])).ToArray();
        return new Section("One file of 100 GiB", "A sparse file, in 9,310 parts of 11 MiB, once; beside it the file of 1 GiB.", commands, costs,
        [
            new Bar("peak memory, 100 GiB to 1 GiB", costs[1].Peak.Median / costs[0].Peak.Median, 1.1),
            new Bar("peak memory of 100 GiB", costs[1].Peak.Median, 40, "MiB"),
        ]);
    }
}
