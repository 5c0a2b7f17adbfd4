using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Soak;

/// <summary>
/// One upload, then ten at once, with 1 % of all calls failing: what is stored, how much memory it takes, what stays open.
/// </summary>
internal sealed class TenAtOnce(string folder, long fileSize)
{
    /// <summary>Runs both; true where nothing was lost, memory stayed within 30 MiB, and no socket is open.</summary>
    public async Task<bool> RunAsync()
    {
        // Twice, so that what the first use of anything costs is in the one and not in the ten.
        var (first, second) = (await MeasureAsync(1), await MeasureAsync(1));
        var one = (IsWhole: first.IsWhole && second.IsWhole, Peak: Math.Max(first.Peak, second.Peak));
        var ten = await MeasureAsync(10);
        Console.WriteLine($"peak memory: one upload {one.Peak / 1024 / 1024} MiB, ten {ten.Peak / 1024 / 1024} MiB");
        return one.IsWhole && ten.IsWhole && ten.Peak - one.Peak <= 30 * 1024 * 1024;
    }

    private async Task<(bool IsWhole, long Peak)> MeasureAsync(int count)
    {
        // In a process of its own, so that its memory is not counted.
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, LakeCommand()) { RedirectStandardOutput = true })!;
        try
        {
            var lake = new Uri((await process.StandardOutput.ReadLineAsync())!);
            var files = Enumerable.Range(1, count).Select(number => MakeFile($"{count}-{number}.mp4")).ToArray();
            var watch = Stopwatch.StartNew();
            var (results, peak) = await UploadAsync(lake, files);
            var open = OpenSockets(lake.Port);
            using var http = new HttpClient();
            var stored = JsonNode.Parse(await http.GetStringAsync(new Uri(lake, "/stored")))!;
            foreach (var result in results.Where(result => result.Error is not null)) Console.WriteLine($"  {result.Error}");
            var whole = results.Count(result => result.Outcome == UploadOutcome.Stored && (long?)stored[result.Hash!] == fileSize);
            Console.WriteLine(
                $"{count} × {fileSize / 1024 / 1024} MiB: {whole} stored whole, {open} sockets open, {watch.Elapsed.TotalSeconds:0.0} s");
            foreach (var file in files) File.Delete(file);
            return (whole == count && open == 0, peak);
        }
        finally
        {
            process.Kill();
        }
    }

    private async Task<(List<UploadResult> Results, long Peak)> UploadAsync(Uri lake, string[] files)
    {
        using var peak = new PeakMemory();
        var results = new List<UploadResult>();
        using var uploader = new LakeUploader(new LakeConnection(lake, lake, null), new UploadOptions
        {
            StateFolder = Path.Combine(folder, "states"),
            FilesUnderWay = 10,
            RetryDelay = TimeSpan.FromMilliseconds(20),
        });
        var requests = files.Select(file => new UploadRequest(file, EpisodeAddress.Parse("alice@soak")));
        await foreach (var result in uploader.UploadAsync(requests.ToArray().ToAsyncEnumerable())) results.Add(result);
        return (results, peak.Bytes);
    }

    // The same program, by its own file where it is started through dotnet.
    private static IEnumerable<string> LakeCommand() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(TenAtOnce).Assembly.Location, "lake"] : ["lake"];

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
