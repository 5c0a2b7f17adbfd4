using System.Diagnostics;
using Amazon.S3.Model;
using DreamLake.Lambda;
using DreamLake.Protocol;

namespace DreamLake.Lake;

/// <summary>
/// The split of ten minutes of 1080p, H.264 and AAC, which is copied: fetched from the pool, checked, and its segments, playlists and
/// pictures put back; beside <c>ffmpeg -c copy -f hls</c> from one file of the disk to others.
/// </summary>
internal static class Splits
{
    private const int Seconds = 600;
    private const int ShortSeconds = 60;
    private const int Clip = 10;
    private const long Mebi = 1024 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task MeasureAsync(string folder, int runs)
    {
        var clip = await ClipAsync(folder);
        var film = await FilmAsync(folder, clip, Seconds);
        await using var lake = await HostedLake.StartAsync(Path.Combine(folder, "splits"));
        await lake.S3.PutBucketAsync(HostedLake.Bucket);
        var key = await StoreAsync(lake, film, "0123456789abcdef");
        var shortKey = await StoreAsync(lake, await FilmAsync(folder, clip, ShortSeconds), "fedcba9876543210");

        var (plain, split) = (new Figures("ffmpeg -c copy -f hls"), new Figures("split, checks and uploads to the pool included"));
        var (peakOfShort, peak) = (0L, 0L);
        // Not measured: what is compiled on first use is no part of it. It shows what a short film takes.
        await SplitAsync(lake, shortKey, size => peakOfShort = Math.Max(peakOfShort, size));
        for (var run = 0; run < runs; run++)
        {
            await DiskCopy.SettleAsync();
            plain.Add(await TimeAsync(() => PlainAsync(folder, film)));
            await DiskCopy.SettleAsync();
            split.Add(await TimeAsync(() => SplitAsync(lake, key, size => peak = Math.Max(peak, size))));
        }

        var length = new FileInfo(film).Length / Mebi;
        plain.Write(FormattableString.Invariant($"{Seconds / plain.Median:0} × real time, {length} MiB"));
        split.Write(FormattableString.Invariant($"{Seconds / split.Median:0} × real time; {split.SpeedBeside(plain)}"));
        Console.WriteLine(FormattableString.Invariant(
            $"| memory of the lake | {peakOfShort / Mebi} MiB at most with {ShortSeconds} s, {peak / Mebi} MiB with {Seconds} s | | |"));
        Console.WriteLine("Pool, BSS and Lambda are one process there; ffmpeg's own memory is not in it.");
    }

    private static async Task<string> ClipAsync(string folder)
    {
        var clip = Path.Combine(folder, "clip.mp4");
        await FfmpegAsync(
            folder, $"-f lavfi -i testsrc2=size=1920x1080:rate=30:duration={Clip} -f lavfi -i sine=frequency=440:duration={Clip} "
            + "-vf noise=alls=8:allf=t:all_seed=7 -c:v libx264 -preset veryfast -b:v 5M -g 60 -pix_fmt yuv420p -c:a aac", clip);
        return clip;
    }

    private static async Task<string> FilmAsync(string folder, string clip, int seconds)
    {
        var film = Path.Combine(folder, $"film-{seconds}.mp4");
        await FfmpegAsync(folder, $"-stream_loop {seconds / Clip - 1} -i {clip} -c copy", film);
        return film;
    }

    private static async Task<string> StoreAsync(HostedLake lake, string film, string hash)
    {
        var key = StagingKey.For("alice", "bench", hash);
        await lake.S3.PutObjectAsync(new PutObjectRequest { BucketName = HostedLake.Bucket, Key = key, FilePath = film });
        return key;
    }

    private static async Task PlainAsync(string folder, string film)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "plain")).FullName;
        await FfmpegAsync(
            target, $"-i {film} -c copy -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_filename {target}/%08d.ts",
            Path.Combine(target, "list.m3u8"));
        Directory.Delete(target, recursive: true);
    }

    private static async Task SplitAsync(HostedLake lake, string key, Action<long> onMemory)
    {
        var id = Guid.NewGuid().ToString("N");
        await lake.Jobs.DispatchAsync(new SplitJob(id, AssetType.Video, "alice", "bench", key, "1"), CancellationToken.None);
        while (true)
        {
            var report = (await lake.Jobs.FindAsync([id], CancellationToken.None))[0];
            if (report.Status == AssetStatus.Ready) return;
            if (report.Status == AssetStatus.Failed) throw new InvalidOperationException(report.Reason);
            onMemory(MemoryNow());
            await Task.Delay(Look);
        }
    }

    private static long MemoryNow()
    {
        using var own = Process.GetCurrentProcess();
        return own.WorkingSet64;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task FfmpegAsync(string folder, string arguments, string target)
    {
        string[] all = [.. $"-v error -nostdin -y {arguments}".Split(' ', StringSplitOptions.RemoveEmptyEntries), target];
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", all) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}.");
    }
}
