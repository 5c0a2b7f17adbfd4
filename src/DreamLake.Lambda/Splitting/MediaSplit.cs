using System.Text.RegularExpressions;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting.Checking;
using DreamLake.Lambda.Splitting.Planning;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Publishing;
using DreamLake.Lambda.Splitting.Tools;
using DreamLake.Protocol;

namespace DreamLake.Lambda.Splitting;

/// <summary>One file's way: from the pool to the disk, through ffmpeg, and back as segments and a playlist.</summary>
internal sealed partial class MediaSplit(
    ContentStore store, StreamPublisher publisher, WorkVolume volume, LambdaOptions options, TimeProvider time)
{
    /// <summary>Splits a content. Repeated, it writes the same keys; the playlist comes last, so that what it lists is there.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">An empty folder for its files.</param>
    /// <param name="cancellationToken">Gives up, and kills ffmpeg.</param>
    /// <exception cref="UnsplittableException">It will never become a stream.</exception>
    /// <exception cref="IOException">There is no room for it now.</exception>
    public async Task<MediaMetadata> RunAsync(Job job, string folder, CancellationToken cancellationToken)
    {
        if (!AssetType.TryFromWord(job.Type, out var type)) throw new UnsplittableException($"'{job.Type}' is no type of asset.");
        var content = Path.Combine(folder, InputRules.ContentName);
        EnsureVerified(job, await store.FetchAsync(job.ContentKey, content, volume.RequireRoomFor, cancellationToken));
        var bytes = new FileInfo(content).Length;
        if (bytes == 0) throw new UnsplittableException("The file is empty.");

        var probe = new MediaProbe(Tool("ffprobe", folder, SplitBudget.ForProbe(bytes, options.Limits)), options.Limits);
        var file = await probe.ReadAsync(cancellationToken);
        var surveys = await probe.SurveyAsync(SplitPlan.SegmentSeconds, cancellationToken);
        var plan = SplitPlan.For(file, type, surveys);
        var ffmpeg = Tool("ffmpeg", folder, SplitBudget.For(plan, bytes, options.Limits));

        if (plan.CopiesVideo && !await DecodesAsync(ffmpeg, plan, cancellationToken)) plan = plan with { CopiesVideo = false };
        var segments = await SegmentsAsync(ffmpeg, plan, folder, cancellationToken);
        // Room for others: the segments are as large again.
        File.Delete(content);
        var stored = await probe.ReadSegmentAsync(Path.GetFileName(segments[0].Path), cancellationToken);
        var stream = await publisher.PublishAsync(job, segments, cancellationToken);
        return MediaDescription.Of(file, plan, surveys, stored, stream);
    }

    // The lake verified what lay in the pool when it read it; what is split is what the pool gives back now.
    private static void EnsureVerified(Job job, string sha256)
    {
        if (job.Sha256 is not { } verified || verified == sha256) return;
        throw new UnsplittableException(
            $"The staging pool gave other bytes than were verified: their SHA-256 is {sha256}, and {verified} was verified. "
                + "Nothing was published; the lake reads the content back once more.") { DoubtsContent = true };
    }

    /// <summary>Whether a picture is sound. Bits that rotted show only where it is decoded; a player would stop at them.</summary>
    private async Task<bool> DecodesAsync(MediaTool ffmpeg, SplitPlan plan, CancellationToken cancellationToken)
    {
        var pixels = (double)plan.Video!.Width * plan.Video.Height * plan.Timeline.Video!.Count;
        try
        {
            await ffmpeg.RunAsync(
                SplitArguments.Decode(plan, options.Limits, isWhole: pixels <= options.Limits.DecodedPixels), _ => { }, cancellationToken);
            return true;
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<Segment>> SegmentsAsync(
        MediaTool ffmpeg, SplitPlan plan, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await ffmpeg.RunAsync(SplitArguments.Split(plan, options.Limits), _ => { }, cancellationToken);
            var segments = await SegmentCheck.MeasureAsync(plan, folder, cancellationToken);
            // A copy is as long as its source; what a decoder could not read is missing for good.
            if (!plan.Copies || SegmentCheck.IsWhole(segments, plan)) return segments;
            throw new InvalidDataException("The copy is shorter than the source.");
        }
        catch (Exception fault) when (fault is InvalidDataException or ToolException { IsCrash: false })
        {
            // ffmpeg does not say that it ran out of room while it wrote segments.
            volume.RequireRoomFor(0);
            if (fault is ToolException { IsDiskFull: true }) throw new IOException("The work folder is full.", fault);
            if (!plan.Copies) throw new UnsplittableException($"ffmpeg cannot split it: {LogPrefix().Replace(fault.Message, "")}", fault);
        }

        // Some streams cannot be copied for reasons that no probe shows (timestamps, headers): decoded, they may be fine.
        foreach (var segment in Directory.EnumerateFiles(folder, SplitArguments.SegmentPattern)) File.Delete(segment);
        return await SegmentsAsync(ffmpeg, plan.Transcoding, folder, cancellationToken);
    }

    private MediaTool Tool(string name, string folder, ToolLimits limits) => new(
        SplitTools.Find(name, options.ToolFolder)
        ?? throw new FileNotFoundException($"{name} is not there any more."), folder, limits, time);

    /// <summary>ffmpeg's <c>[mov,mp4,… @ 0x55d9b146d2c0]</c>, which tells a person nothing.</summary>
    [GeneratedRegex(@"\[[^\]]* @ [^\]]*\]\s*")]
    private static partial Regex LogPrefix();
}
