using System.Diagnostics;
using System.Security.Cryptography;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Soak;

/// <summary>
/// Uploads files of all sizes to the embedded lake in bad weather, is interrupted now and then, and reads back every byte that is said to
/// be stored.
/// </summary>
internal sealed class Soaking(RealLake lake, string folder, int seed)
{
    private const int MiB = 1024 * 1024;
    private readonly Random _random = new(seed);
    private readonly UploadOptions _options = new()
    {
        StateFolder = Path.Combine(folder, "states"),
        RetryDelay = TimeSpan.FromMilliseconds(20),
        StallTimeout = TimeSpan.FromSeconds(5),
    };

    public int Stored { get; private set; }

    public int Runs { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Goes on until the time is over; then what is under way is ended.</summary>
    /// <exception cref="InvalidOperationException">Something was lost.</exception>
    public async Task RunAsync(TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        for (var round = 1; watch.Elapsed < duration; round++)
        {
            var files = Enumerable.Range(1, _random.Next(1, 6)).Select(number => MakeFile(round, number)).ToArray();
            await UploadAllAsync(files);
            foreach (var file in files) await CheckAsync(file);
            if (Directory.GetFiles(_options.StateFolder) is { Length: > 0 } left)
                throw new InvalidOperationException($"state is left: {string.Join(", ", left)}");
            foreach (var file in files) File.Delete(file);
        }
    }

    private string MakeFile(int round, int number)
    {
        var bytes = new byte[_random.Next(4) == 0 ? _random.Next(10 * MiB, 40 * MiB) : _random.Next(0, 2 * MiB)];
        _random.NextBytes(bytes);
        var path = Path.Combine(folder, $"{round}-{number}.mp4");
        File.WriteAllBytes(path, bytes);
        Bytes += bytes.Length;
        return path;
    }

    private async Task UploadAllAsync(string[] files)
    {
        var open = files.ToList();
        for (var runs = 0; open.Count > 0; runs++)
        {
            if (runs == 20) throw new InvalidOperationException($"not stored after {runs} runs: {string.Join(", ", open)}");
            Runs++;
            // Every third run is cut off somewhere.
            using var interrupt = new CancellationTokenSource(
                _random.Next(3) == 0 ? TimeSpan.FromMilliseconds(_random.Next(10, 600)) : TimeSpan.FromMinutes(5));
            using var uploader = new LakeUploader(lake.Connection, _options);
            await foreach (var result in uploader.UploadAsync(open.Select(Request).ToArray().ToAsyncEnumerable(), interrupt.Token))
            {
                if (result.Outcome == UploadOutcome.Failed) throw new InvalidOperationException($"failed: {result.Error}");
                if (result.Outcome != UploadOutcome.Stored) continue;
                open.Remove(result.Request.Path);
                Stored++;
            }
        }
    }

    private static UploadRequest Request(string path) => new(path, EpisodeAddress.Parse("alice@soak"));

    private async Task CheckAsync(string path)
    {
        await using var stored = await lake.DownloadAsync("soak", "/" + Path.GetFileName(path), CancellationToken.None);
        await using var file = File.OpenRead(path);
        var (there, here) = (await SHA256.HashDataAsync(stored), await SHA256.HashDataAsync(file));
        if (!there.AsSpan().SequenceEqual(here))
            throw new InvalidOperationException($"other bytes are stored than '{path}' has");
    }
}
