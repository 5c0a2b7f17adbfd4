using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>What one job may take, computed from what its file is before anything starts.</summary>
/// <remarks>
/// Twenty times what the slowest machine that this was measured on needs: the budget is there for files that are made to take for ever,
/// and no honest one must ever meet it.
/// </remarks>
internal static class SplitBudget
{
    private const double BytesASecond = 4_000_000;
    private const long SmallestFolder = 64L << 20;
    private const double PixelsACpuSecond = 4_000_000;
    private const double BytesAProbeSecond = 5_000_000;
    private static readonly TimeSpan ShortestRun = TimeSpan.FromMinutes(2);

    /// <summary>For ffprobe, which is run before anything is known but the file's size.</summary>
    public static ToolLimits ForProbe(long contentBytes, SplitLimits limits)
    {
        var time = ShortestRun + TimeSpan.FromSeconds(contentBytes / BytesAProbeSecond);
        return Within(limits, time, contentBytes + SmallestFolder);
    }

    /// <summary>For each run of ffmpeg: what the dearest rendition may take.</summary>
    /// <exception cref="UnsplittableException">The file is longer, larger or faster than files may be.</exception>
    public static ToolLimits For(FilePlan plan, long contentBytes, SplitLimits limits)
    {
        var seconds = plan.All.Max(rendition => rendition.Timeline.Seconds);
        if (seconds > limits.MaxDuration.TotalSeconds)
            throw new UnsplittableException(
                $"It lasts {Hours(seconds)}; at most {Hours(limits.MaxDuration.TotalSeconds)} can be streamed.");

        var pixels = plan.All.Select(rendition => rendition.Video).OfType<VideoTrack>().Select(video => Pixels(video, limits))
            .DefaultIfEmpty(0).Max();
        // All cameras together: a file of many takes as long as one of many pictures.
        var frames = plan.All.Sum(Frames);
        if (frames > limits.MaxFrames)
            throw new UnsplittableException($"It holds {frames:N0} pictures; at most {limits.MaxFrames:N0} can be streamed.");

        var time = ShortestRun + TimeSpan.FromSeconds(seconds + frames * pixels / PixelsACpuSecond);
        return Within(limits, time, contentBytes * 3 + SmallestFolder + (long)(seconds * BytesASecond));
    }

    private static long Pixels(VideoTrack video, SplitLimits limits)
    {
        var pixels = (long)video.Width * video.Height;
        if (pixels == 0) throw new UnsplittableException("How large its picture is cannot be read.");
        return pixels <= limits.MaxPixels
            ? pixels
            : throw new UnsplittableException(
                $"Its picture is {video.Width} × {video.Height}; at most {limits.MaxPixels:N0} pixels can be streamed.");
    }

    private static double Frames(SplitPlan rendition) => rendition.Video is null
        ? 0
        : Math.Max(rendition.Timeline.Video?.Count ?? 0, rendition.Timeline.Seconds * rendition.Fps);

    private static ToolLimits Within(SplitLimits limits, TimeSpan time, long folderBytes) => new()
    {
        CpuTime = time < limits.MaxCpuTime ? time : limits.MaxCpuTime,
        WallClock = time * 2 < limits.MaxWallClock ? time * 2 : limits.MaxWallClock,
        MemoryBytes = limits.MaxMemoryBytes,
        FolderBytes = Math.Min(folderBytes, limits.MaxFolderBytes),
        Niceness = limits.Niceness,
    };

    private static string Hours(double seconds) => seconds < 7200 ? $"{seconds / 60:0} min" : $"{seconds / 3600:0} h";
}
