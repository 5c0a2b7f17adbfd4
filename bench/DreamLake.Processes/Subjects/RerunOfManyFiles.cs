using DreamLake.Processes.Report;
using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Subjects;

/// <summary>Ten thousand files that the lake has already: the same command once more.</summary>
internal sealed class RerunOfManyFiles(Workbench bench, int rounds) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "again";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var folder = Bench.LabelFiles("again", 10_000, 1024);
        using var lake = new ServedLake(Bench);
        var again = new Command(
            "dreamlake upload, again",
            Bench.PublishedCommand,
            ["upload", folder, "--episode", "bench@again:run"],
            "dreamlake upload PATH --episode bench@again:run") { Environment = lake.Environment };
        TimedRun.Run(again);
        var (commands, costs) = Race(again);
        return new Section(
            "10,000 files that the lake has already",
            "The same command once more, to a lake that `dreamlake serve` runs on the same machine: ten questions, and no byte of a "
            + "file is read.",
            commands,
            costs,
            [.. costs.Select(one => new Bar("wall, in seconds", one.Wall.Median, 5))]);
    }
}
