using System.Globalization;
using System.Net;
using DreamLake.Link;
using DreamLake.Processes.Report;
using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Subjects;

/// <summary>One file over a line that is narrow and far, and sometimes fails: how much of the line is used.</summary>
/// <param name="bench">The files, the server and our programs.</param>
/// <param name="size">Bytes of the file.</param>
/// <param name="conditions">What the line is like.</param>
internal sealed class CappedUplink(Workbench bench, long size, LinkConditions conditions) : Subject(bench, rounds: 1)
{
    private bool IsSure => conditions is { BytesBetweenResets: null, BytesBetweenStalls: null };

    /// <inheritdoc/>
    public override string Name => "uplink";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var file = Bench.RandomFile($"uplink-{size >> 20}.mp4", size);
        var slices = Workbench.SlicesOf(file);
        Func<Command?>[] commands = [() => Ours.Upload(file), () => Others.CurlOne(slices)];
        var runs = commands.Select(Run).OfType<(Command Command, Cost Cost, string Faults)>().ToArray();
        var least = size * 8 / (conditions.MegabitsPerSecond * 1_000_000);
        var (rate, away) = (conditions.MegabitsPerSecond, conditions.RoundTrip.TotalMilliseconds);
        var faults = string.Join("; ", runs.Select(run => $"{run.Command.Name}: {run.Faults}"));
        return new Section(
            string.Create(CultureInfo.InvariantCulture, $"{size >> 20} MiB at {rate:0} Mbit/s, {away:0} ms away")
                + (IsSure ? "" : ", with resets and silences"),
            "Through a shaping proxy in user space (`bench/DreamLake.Link`), once each. "
                + string.Create(CultureInfo.InvariantCulture, $"The file alone takes {least:0.0} s at the cap. ")
                + (IsSure ? "" : $"Faults come after the same bytes for both: {faults}."),
            [.. runs.Select(run => run.Command)],
            [.. runs.Select(run => new Costs(run.Command.Name, [run.Cost]))],
            IsSure
                ? [new Bar("wall, to the file at the cap (95 % of it)", runs[0].Cost.Wall / least, 1 / 0.95)]
                : [.. runs.Skip(1).Select(one => new Bar("wall, to one connection alone", runs[0].Cost.Wall / one.Cost.Wall, 1))]);
    }

    // A link of its own for each, so that all meet the same faults.
    private (Command Command, Cost Cost, string Faults)? Run(Func<Command?> of)
    {
        using var link = new ShapedLink(new IPEndPoint(IPAddress.Loopback, Bench.Server.Address.Port), conditions);
        Bench.Server.Origin = link.Address;
        try
        {
            if (of() is not { } command) return null;
            Console.Error.WriteLine($"{command.Name} through {link.Address}");
            var cost = TimedRun.Run(command);
            return (command, cost, $"{link.Faults.Resets} resets, {link.Faults.Silences} silences");
        }
        finally
        {
            Bench.Server.Origin = Bench.Server.Address;
        }
    }
}
