using System.Diagnostics;
using System.Net.NetworkInformation;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Soak;

/// <summary>One upload, then ten at once, with 1 % of all calls failing: what is stored, how much memory it takes, what stays open.</summary>
internal sealed class TenAtOnce(string folder, long fileSize, int seed)
{
    private const double Failing = 0.01;

    /// <summary>Runs both; true where nothing was lost, memory stayed within 30 MiB, and no socket is open.</summary>
    public async Task<bool> RunAsync()
    {
        var one = await MeasureAsync(1);
        var ten = await MeasureAsync(10);
        Console.WriteLine($"peak memory: one upload {one.Peak / 1024 / 1024} MiB, ten {ten.Peak / 1024 / 1024} MiB");
        return one.IsWhole && ten.IsWhole && ten.Peak - one.Peak <= 30 * 1024 * 1024;
    }

    private async Task<(bool IsWhole, long Peak)> MeasureAsync(int count)
    {
        var weather = new Weather(Failing, seed);
        await using var lake = await DiscardingLake.StartAsync(weather);
        var files = Enumerable.Range(1, count).Select(number => MakeFile($"{count}-{number}.mp4")).ToArray();
        var watch = Stopwatch.StartNew();
        using var peak = new PeakMemory();
        var results = new List<UploadResult>();
        using (var uploader = new LakeUploader(lake.Connection, new UploadOptions { StateFolder = Path.Combine(folder, "states"), FilesUnderWay = 10, RetryDelay = TimeSpan.FromMilliseconds(20) }))
        {
            var requests = files.Select(file => new UploadRequest(file, EpisodeAddress.Parse("alice@soak")));
            await foreach (var result in uploader.UploadAsync(requests.ToArray().ToAsyncEnumerable())) results.Add(result);
        }

        var bytes = peak.Bytes;
        var open = OpenSockets(lake.Address.Port);
        foreach (var result in results.Where(result => result.Error is not null)) Console.WriteLine($"  {result.Error}");
        var whole = results.Count(result => result.Outcome == UploadOutcome.Stored && lake.Stored.GetValueOrDefault(result.Hash!) == fileSize);
        Console.WriteLine($"{count} × {fileSize / 1024 / 1024} MiB: {whole} stored whole, {weather.Met.Values.Sum()} calls failed, {open} sockets open, {watch.Elapsed.TotalSeconds:0.0} s");
        foreach (var file in files) File.Delete(file);
        return (whole == count && open == 0, bytes);
    }

    // Sparse, and each another's content.
    private string MakeFile(string name)
    {
        var path = Path.Combine(folder, name);
        using var file = File.Create(path);
        file.Write(Guid.NewGuid().ToByteArray());
        file.SetLength(fileSize);
        return path;
    }

    private static int OpenSockets(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);

    /// <summary>The most memory that the process held, sampled.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _sampling;
        private long _peak;

        public PeakMemory()
        {
            GC.Collect();
            _sampling = new Timer(_ => Interlocked.Exchange(ref _peak, Math.Max(_peak, Environment.WorkingSet)), null, 0, 50);
        }

        public long Bytes => Interlocked.Read(ref _peak);

        public void Dispose() => _sampling.Dispose();
    }
}
