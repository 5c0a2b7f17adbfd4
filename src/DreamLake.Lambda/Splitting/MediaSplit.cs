using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting.Planning;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Publishing;
using DreamLake.Lambda.Splitting.Tools;
using DreamLake.Protocol;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Splitting;

/// <summary>One file's way: from the pool to the disk, through ffmpeg, and back as segments, playlists and pictures.</summary>
internal sealed class MediaSplit(
    ContentStore store, StreamPublisher publisher, WorkVolume volume, LambdaOptions options, TimeProvider time, ILogger<MediaSplit> log)
{
    /// <summary>
    /// Splits a content. Repeated, it writes the same keys; what names others comes after them, so that what it names is there.
    /// </summary>
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
        var plan = FilePlan.For(file, type, surveys, options.Limits);
        var ffmpeg = Tool("ffmpeg", folder, SplitBudget.For(plan, bytes, options.Limits));
        var split = new FileSplit(job, folder, ffmpeg, probe, publisher, volume, options.Limits, log);
        return MediaDescription.Of(file, surveys, await split.RunAsync(plan, cancellationToken));
    }

    // The lake verified what lay in the pool when it read it; what is split is what the pool gives back now.
    private static void EnsureVerified(Job job, string sha256)
    {
        if (job.Sha256 is not { } verified || verified == sha256) return;
        throw new UnsplittableException(
            $"The staging pool gave other bytes than were verified: their SHA-256 is {sha256}, and {verified} was verified. "
                + "Nothing was published; the lake reads the content back once more.") { DoubtsContent = true };
    }

    private MediaTool Tool(string name, string folder, ToolLimits limits)
    {
        var path = SplitTools.Find(name, options.ToolFolder) ?? throw new FileNotFoundException($"{name} is not there any more.");
        return new MediaTool(path, folder, limits, time);
    }
}
