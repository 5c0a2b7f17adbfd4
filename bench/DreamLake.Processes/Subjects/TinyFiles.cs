using DreamLake.Processes.Report;

namespace DreamLake.Processes.Subjects;

/// <summary>Ten thousand files of 4 KiB on loopback: all is what a file costs the processor.</summary>
internal sealed class TinyFiles(Workbench bench, int rounds) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "tiny";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var folder = Bench.RandomFiles("tiny", 10_000, 4 * 1024);
        var (commands, costs) = Race(Ours.Upload(folder));
        Bench.Server.TakeTraffic();
        Timing.TimedRun.Run(commands[0]);
        var traffic = Bench.Server.TakeTraffic();
        return new Section(
            "10,000 files of 4 KiB",
            $"No distance: what a file costs the processor. {traffic.Requests:N0} requests in all.",
            commands,
            costs,
            [
                new Bar("wall, in seconds", costs[0].Wall.Median, 12, "s"),
                new Bar("peak memory", costs[0].Peak.Median, 60, "MiB"),
            ]);
    }
}
