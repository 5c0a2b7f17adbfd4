using DreamLake.Processes.Report;

namespace DreamLake.Processes.Subjects;

/// <summary>One file of 1 GiB, against all peers.</summary>
internal sealed class OneLargeFile(Workbench bench, int rounds) : Subject(bench, rounds)
{
    /// <inheritdoc/>
    public override string Name => "large";

    /// <inheritdoc/>
    public override Section Measure()
    {
        var file = Bench.RandomFile("one.mp4", 1L << 30);
        var slices = Workbench.SlicesOf(file);
        var smallest = Bench.RandomFile("smallest.mp4", 1024);
        var (commands, costs) = Race(
            Ours.Upload(file), Ours.Upload(smallest, "dreamlake upload, 1 KiB"), Ours.Send(file), Ours.Send(smallest, "Send-DreamLakeFile, 1 KiB"),
            Ours.HashRead(file),
            Others.AwsCopy(file), Others.RcloneCopy(file), Others.CurlEach(slices), Others.CurlFour(slices), Others.Hash(file));
        return new Section("One file of 1 GiB", 
            "From the page cache to a server on loopback that reads and discards. Ours hashes the file before its first byte may go, because the key in the staging pool is the hash; "
            + "of the others only `openssl` hashes. A `curl` for each slice is what a script does; four that keep their connections are the least that sending can cost, "
            + "and whoever hashes first cannot come below three quarters of the sum then: the hash alone takes most of it.", commands, costs,
        [
            .. Ratio(
                "wall, to `openssl` + four `curl -T` that keep their connections",
                1.05,
                costs,
                one => one.Wall.Median,
                "dreamlake upload",
                "openssl dgst -sha256",
                "four curl -T"),
            .. Ratio("wall, to `aws s3 cp`", 0.5, costs, one => one.Wall.Median, "dreamlake upload", "aws s3 cp"),
            .. Ratio("wall, to `rclone copyto`", 0.5, costs, one => one.Wall.Median, "dreamlake upload", "rclone copyto"),
            .. Ratio("CPU, to `aws s3 cp`", 0.33, costs, one => one.Cpu.Median, "dreamlake upload", "aws s3 cp"),
            .. Ratio(
                "the hash read, CRC-32C of the parts and the runtime's start included, to `openssl` (0.9 of its speed)",
                1 / 0.9,
                costs,
                one => one.Wall.Median,
                "hash read",
                "openssl dgst -sha256"),
            new Bar("peak memory of `dreamlake upload`", costs[0].Peak.Most, 34, "MiB"),
            new Bar(
                "`Send-DreamLakeFile` to `dreamlake upload`, wall, start-up of both aside: what a file of 1 KiB takes",
                (costs[2].Wall.Median - costs[3].Wall.Median) / (costs[0].Wall.Median - costs[1].Wall.Median),
                1.05),
        ]);
    }
}
