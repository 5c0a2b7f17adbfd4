using DreamLake.Processes.Report;

namespace DreamLake.Processes.Subjects;

/// <summary>A thousand files of 64 KiB over a distance: all is waiting.</summary>
internal sealed class ManySmallFiles(Workbench bench, int rounds, TimeSpan delay) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "small";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var folder = Bench.RandomFiles("small", 1_000, 64 * 1024);
        var before = Bench.Server.Delay;
        Bench.Server.Delay = delay;
        try
        {
            var (commands, costs) = Race(Ours.Upload(folder), Others.AwsCopyFolder(folder));
            Bench.Server.TakeTraffic();
            Timing.TimedRun.Run(commands[0]);
            var traffic = Bench.Server.TakeTraffic();
            return new Section(
                "1,000 files of 64 KiB",
                $"Each request is held for {delay.TotalMilliseconds:0} ms before it is answered. `dreamlake` makes two for a file, and gathers the others ({traffic.Requests:N0} in all, at most {traffic.MostPuts} parts on the wire at once), `aws` one.",
                commands,
                costs,
                [
                    .. Ratio(
                        "wall, to `aws s3 cp --recursive`",
                        1,
                        costs,
                        one => one.Wall.Median,
                        "dreamlake upload",
                        "aws s3 cp --recursive"),
                    new Bar("wall, in seconds", costs[0].Wall.Median, 5.5, "s"),
                ]);
        }
        finally
        {
            Bench.Server.Delay = before;
        }
    }
}
