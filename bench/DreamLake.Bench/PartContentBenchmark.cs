using BenchmarkDotNet.Attributes;
using DreamLake.Disk;
using DreamLake.Engine.Content;

namespace DreamLake.Bench;

/// <summary>
/// A part of 10 MiB as the body of a PUT, from the page cache to nowhere: the read, and the CRC-32C that it is held against.
/// </summary>
public class PartContentBenchmark
{
    private readonly PartPlan _plan = PartPlan.For(PartPlan.DefaultPartSize);
    private string _path = "";
    private IDiskFile _file = null!;
    private uint _digest;

    [GlobalSetup]
    public void Setup()
    {
        _path = Path.GetTempFileName();
        var bytes = new byte[PartPlan.DefaultPartSize];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
        _file = new LocalDisk().OpenRead(_path);
        var crc = new Crc32C();
        crc.Append(bytes);
        _digest = crc.Value;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    [Benchmark]
    public async Task Send()
    {
        using var content = new PartContent(_file, _plan, partNumber: 1, _digest, new AtFullSpeed());
        await content.CopyToAsync(Stream.Null);
    }

    private sealed class AtFullSpeed : IPartPace
    {
        public int Slice => int.MaxValue;

        public ValueTask BeforeAsync(int bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void After(int bytes)
        {
        }

        public void AllSent()
        {
        }
    }
}
