using BenchmarkDotNet.Attributes;
using DreamLake.Disk;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Bench;

/// <summary>The state of an upload of 10,000 parts: all its saves, and a thousand at either end, which have to cost the same.</summary>
public class StateSaveBenchmark
{
    private const int Parts = 10_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-bench-").FullName;
    private StateFileWriter _writer = null!;

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [IterationSetup(Target = nameof(AllParts))]
    public void Fresh() => Begin(done: 0);

    [IterationSetup(Target = nameof(FirstThousand))]
    public void AtTheStart() => Begin(done: 0);

    [IterationSetup(Target = nameof(LastThousand))]
    public void NearTheEnd() => Begin(done: Parts - 1000);

    [IterationCleanup]
    public void End() => _writer.Dispose();

    [Benchmark]
    public void AllParts() => Add(Parts);

    [Benchmark]
    public void FirstThousand() => Add(1000);

    [Benchmark]
    public void LastThousand() => Add(1000);

    private void Begin(int done)
    {
        _writer = new StateFileWriter(new LocalDisk(), Path.Combine(_folder, "0123456789abcdef.json"), TimeProvider.System);
        _writer.Save(new UploadState
        {
            UploadId = "upload",
            Key = "alice/robotics/staging/0123456789abcdef",
            TotalParts = Parts,
            CompletedParts = [.. Enumerable.Range(1, done).Select(Part)],
        });
    }

    private void Add(int count)
    {
        for (var number = 1; number <= count; number++) _writer.Add(Part(number));
    }

    private static PartDone Part(int number) => new(number, "\"d41d8cd98f00b204e9800998ecf8427e\"");
}
