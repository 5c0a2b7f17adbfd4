using BenchmarkDotNet.Attributes;
using DreamLake.Disk;
using DreamLake.Engine.Content;

namespace DreamLake.Bench;

/// <summary>The one read of a file for its SHA-256 and the CRC-32C of every part, from the page cache. 256 MiB.</summary>
public class HashReadBenchmark
{
    private const int Size = 256 * 1024 * 1024;
    private string _path = "";

    [GlobalSetup]
    public void Setup()
    {
        _path = Path.GetTempFileName();
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_path);

    [Benchmark]
    public async Task<string> Read() =>
        (await ContentReader.DigestAsync(new LocalDisk(), _path, PartPlan.For(Size), _ => { }, CancellationToken.None)).Sha256;
}

/// <summary>CRC-32C alone, over 64 MiB in memory.</summary>
public class Crc32CBenchmark
{
    private readonly byte[] _bytes = new byte[64 * 1024 * 1024];

    [GlobalSetup]
    public void Setup() => new Random(1).NextBytes(_bytes);

    [Benchmark]
    public uint Digest()
    {
        var crc = new Crc32C();
        crc.Append(_bytes);
        return crc.Value;
    }
}
