using DreamLake.Processes.Report;

namespace DreamLake.Processes.Subjects;

/// <summary>Eight files of 256 MiB: each is hashed while another is sent.</summary>
internal sealed class BatchOfLargeFiles(Workbench bench, int rounds) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "batch";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var folder = Bench.RandomFiles("batch", 8, 256 * 1024 * 1024);
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
        var slices = Workbench.SlicesOf(Bench.RandomFile("two.mp4", 2L << 30));
        var (commands, costs) = Race(Ours.Upload(folder), Others.Hash(files), Others.CurlEach(slices));
        var slower = costs.Skip(1).Select(one => one.Wall.Median).DefaultIfEmpty(double.NaN).Max();
        return new Section("A batch of 8 files of 256 MiB", "Hashing all is `openssl dgst -sha256` of the eight; sending all is `curl -T`, 4 at a time, of as many bytes in slices of 10 MiB.", commands, costs,
            [new Bar("wall, to the slower of hashing all and sending all", costs[0].Wall.Median / slower, 1.1)]);
    }
}
