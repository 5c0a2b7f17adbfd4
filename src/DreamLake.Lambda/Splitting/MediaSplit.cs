using System.Text;
using System.Text.RegularExpressions;
using DreamLake.Lambda.Jobs;
using DreamLake.Protocol;
using FFMpegCore;

namespace DreamLake.Lambda.Splitting;

/// <summary>One file's way: from the pool to the disk, through ffmpeg, and back as segments and a playlist.</summary>
internal sealed partial class MediaSplit(ContentStore store, LambdaOptions options, TimeProvider time)
{
    /// <summary>Splits a content. Repeated, it writes the same keys; the playlist comes last, so that what it lists is there.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">An empty folder for its files.</param>
    /// <param name="cancellationToken">Gives up, and kills ffmpeg.</param>
    /// <exception cref="UnsplittableException">It will never become a stream.</exception>
    public async Task<MediaMetadata> RunAsync(Job job, string folder, CancellationToken cancellationToken)
    {
        if (!AssetType.TryFromWord(job.Type, out var type)) throw new UnsplittableException($"'{job.Type}' is no type of asset.");
        var content = Path.Combine(folder, InputRules.ContentName);
        await store.FetchAsync(job.ContentKey, content, cancellationToken);

        var probe = new MediaProbe(Tool("ffprobe", folder));
        var media = await probe.AnalyzeAsync(cancellationToken);
        var plan = await WithoutLongSegmentsAsync(SplitPlan.For(media, type), probe, cancellationToken);
        await SplitAsync(plan, folder, cancellationToken);
        // Room for others: segments take as much again.
        File.Delete(content);

        var playlist = await StoreSegmentsAsync(job, folder, cancellationToken);
        var bytes = Encoding.UTF8.GetBytes(playlist.ToString());
        var streamHash = ContentHash.Of(bytes);
        using var body = new MemoryStream(bytes);
        var key = StreamKeys.Playlist(job.Owner, job.Project, streamHash);
        await store.PutAsync(key, body, StreamKeys.PlaylistContentType, cancellationToken);
        return Describe(media, plan, playlist, streamHash);
    }

    private static async Task<SplitPlan> WithoutLongSegmentsAsync(SplitPlan plan, MediaProbe probe, CancellationToken cancellationToken)
    {
        if (plan is not { CopiesVideo: true, Video: { } video }) return plan;
        var longest = await probe.LongestCopiedSegmentAsync(video.Index, cancellationToken);
        return longest <= SplitPlan.LongestSegmentSeconds ? plan : plan with { CopiesVideo = false };
    }

    private async Task SplitAsync(SplitPlan plan, string folder, CancellationToken cancellationToken)
    {
        var ffmpeg = Tool("ffmpeg", folder);
        try
        {
            await ffmpeg.RunAsync(plan.Arguments(), _ => { }, cancellationToken);
        }
        catch (ToolException failure) when (IsRefusal(failure) && plan.Copies)
        {
            // Some streams cannot be copied for reasons that no probe shows (timestamps, headers): decoded, they may be fine.
            foreach (var segment in Directory.EnumerateFiles(folder, "*.ts")) File.Delete(segment);
            await SplitAsync(plan.Transcoding, folder, cancellationToken);
        }
        catch (ToolException failure) when (IsRefusal(failure))
        {
            throw new UnsplittableException($"ffmpeg cannot split it: {LogPrefix().Replace(failure.Message, "")}");
        }
    }

    private async Task<HlsPlaylist> StoreSegmentsAsync(Job job, string folder, CancellationToken cancellationToken)
    {
        var playlist = new HlsPlaylist();
        var list = Path.Combine(folder, SplitPlan.ListName);
        foreach (var (seconds, fileName) in File.Exists(list) ? HlsPlaylist.ReadList(list) : [])
        {
            var path = Path.Combine(folder, Path.GetFileName(fileName));
            var hash = await ContentHash.OfFileAsync(path, cancellationToken);
            var key = StreamKeys.Segment(job.Owner, job.Project, hash);
            await store.PutFileAsync(key, path, StreamKeys.SegmentContentType, cancellationToken);
            File.Delete(path);
            playlist.Add(seconds, hash);
        }

        return playlist.Duration > 0 ? playlist : throw new UnsplittableException("There is nothing in it to play: it lasts no time.");
    }

    private static MediaMetadata Describe(IMediaAnalysis media, SplitPlan plan, HlsPlaylist playlist, string streamHash)
    {
        // A recorder that was cut off, or a browser's, leaves the duration out: then it is what there is to play.
        var duration = media.Duration > TimeSpan.Zero ? media.Duration.TotalSeconds : playlist.Duration;
        var isOnItsSide = plan.Video is { Rotation: var degrees } && Math.Abs(degrees) % 180 == 90;
        return new MediaMetadata
        {
            Fps = plan.Video is { } video ? SplitPlan.FramesPerSecond(video) : null,
            DurationSec = Math.Round(duration, 3),
            Width = isOnItsSide ? plan.Video?.Height : plan.Video?.Width,
            Height = isOnItsSide ? plan.Video?.Width : plan.Video?.Height,
            Streams = [streamHash],
        };
    }

    private SplitTool Tool(string name, string folder) =>
        new(SplitTools.Find(name, options.ToolFolder) ?? throw new FileNotFoundException($"{name} is not there any more."), folder, time);

    private static bool IsRefusal(ToolException failure) => failure is { IsCrash: false, IsDiskFull: false };

    /// <summary>ffmpeg's <c>[mov,mp4,… @ 0x55d9b146d2c0]</c>, which tells a person nothing.</summary>
    [GeneratedRegex(@"\[[^\]]* @ [^\]]*\]\s*")]
    private static partial Regex LogPrefix();
}
