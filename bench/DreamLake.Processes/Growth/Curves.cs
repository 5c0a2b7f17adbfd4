using DreamLake.Processes.Peers;
using DreamLake.Processes.Report;
using DreamLake.Processes.Timing;

namespace DreamLake.Processes.Growth;

/// <summary>
/// How time and memory of <c>dreamlake upload</c> grow with the size of a file, with its parts and with the number of files.
/// </summary>
/// <param name="bench">The files, the server and our programs.</param>
internal sealed class Curves(Workbench bench)
{
    private const long MiB = 1024 * 1024;
    private const long PartSize = 10 * MiB;

    // A quick run is repeated, and its median counts: its start would drown in the noise.
    private const double Quick = 20;
    private const int QuickRounds = 3;

    // A file up to a half of the memory stays in the page cache.
    private static readonly long LargestCached = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    private readonly Ours _ours = new(bench);

    /// <summary>Measures all of them.</summary>
    public IReadOnlyList<Curve> Measure() =>
    [
        .. BySize("file size", "size", "MiB", [1, 10, 100, 1_024, 10_240, 102_400], size => size * MiB),
        .. BySize("parts", "parts", "parts of 10 MiB", [1, 10, 100, 1_000, 10_000], parts => (parts * PartSize) - (9 * MiB)),
        .. ByFiles([1, 10, 100, 1_000, 10_000]),
    ];

    private IEnumerable<Curve> BySize(string of, string name, string unit, long[] widths, Func<long, long> sizeOf) =>
        Of(of, name, unit, widths, width => bench.SparseFile($"{name}.mp4", sizeOf(width)));

    private IEnumerable<Curve> ByFiles(long[] counts) =>
        Of("files of 4 KiB", "files", "files", counts, count => bench.RandomFiles($"files-{count}", (int)count, 4096));

    private IEnumerable<Curve> Of(string of, string name, string unit, long[] widths, Func<long, string> make)
    {
        var measured = new List<(long Width, Costs Costs)>();
        foreach (var width in widths)
        {
            Console.Error.WriteLine($"growth: {width:N0} {unit}");
            var path = make(width);
            measured.Add((width, Measure(path)));
            Workbench.Remove(path);
        }

        Point[] By(Func<Costs, double> figure) => [.. measured.Select(one => new Point(one.Width, figure(one.Costs)))];
        yield return new Curve($"{name}-time", new Plot($"Time by {of}", unit, "seconds", By(costs => costs.Wall.Median)), measured, unit);
        yield return new Curve($"{name}-memory", new Plot($"Peak memory by {of}", unit, "MiB", By(costs => costs.Peak.Median)), [], unit);
    }

    private Costs Measure(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length < LargestCached) ReadOnce(path);
        var runs = new List<Cost> { TimedRun.Run(_ours.Upload(path)) };
        while (runs[0].Wall < Quick && runs.Count < QuickRounds) runs.Add(TimedRun.Run(_ours.Upload(path)));
        return new Costs(path, runs);
    }

    private static void ReadOnce(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1024 * 1024);
        file.CopyTo(Stream.Null, 1024 * 1024);
    }
}

/// <summary>A picture, and the figures behind it.</summary>
/// <param name="Name">Its file's name, without the extension.</param>
/// <param name="Plot">The picture.</param>
/// <param name="Figures">The table beside it; empty where another picture of the same runs has it.</param>
/// <param name="Unit">Of the widths.</param>
internal sealed record Curve(string Name, Plot Plot, IReadOnlyList<(long Width, Costs Costs)> Figures, string Unit);
