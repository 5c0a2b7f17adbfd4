using DreamLake.Processes.Report;

namespace DreamLake.Processes.Subjects;

/// <summary>A file of 1 KiB: what a start costs.</summary>
internal sealed class SmallestFile(Workbench bench, int rounds) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "start";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var file = Bench.RandomFile("tiny.mp4", 1024);
        var (commands, costs) = Race(
            Ours.Upload(file), Ours.UploadAsBuilt(file), Ours.Start(), Ours.Help(), Ours.StartSession(), Ours.Import());
        return new Section(
            "Starting",
            "A file of 1 KiB from start to exit, published and as built; and the import of the module, against a session that imports a "
            + "module of nothing.",
            commands,
            costs,
        [
            new Bar("1 KiB, published command", costs[0].Wall.Median * 1000, 60, "ms"),
            new Bar("its peak memory", costs[0].Peak.Median, 28, "MiB"),
            new Bar("`dreamlake --version`", costs[2].Wall.Median * 1000, 20, "ms"),
            new Bar("`dreamlake --help`", costs[3].Wall.Median * 1000, 20, "ms"),
            new Bar("1 KiB, plain build", costs[1].Wall.Median * 1000, 700, "ms"),
            new Bar("`Import-Module`", (costs[5].Wall.Median - costs[4].Wall.Median) * 1000, 60, "ms"),
        ]);
    }
}
