using DreamLake.Lambda.Splitting.Planning;

namespace DreamLake.Lambda.Splitting.Checking;

/// <summary>
/// Looks at what ffmpeg wrote before anybody else does: ffmpeg does not say where it ran out of room, and guesses lengths.
/// </summary>
internal static class SegmentCheck
{
    /// <summary>Measures every segment in a folder, in their order.</summary>
    /// <param name="plan">What they were made by.</param>
    /// <param name="folder">Where they are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">One is empty, cut off, or cannot be played by itself; or there is none.</exception>
    public static async Task<CheckedStream> MeasureAsync(SplitPlan plan, string folder, CancellationToken cancellationToken)
    {
        var clock = new TransportClock();
        var times = new List<(string Path, SegmentTimes Times)>();
        foreach (var path in Directory.EnumerateFiles(folder, SplitArguments.SegmentPattern).Order(StringComparer.Ordinal))
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 128 * 1024, useAsync: true);
            var segment = await new TransportStream(clock).ReadAsync(file, cancellationToken);
            if (segment.Start is null) throw new InvalidDataException("A segment is empty.");
            if (plan.Video is not null && !segment.BeginsWithKeyframe)
                throw new InvalidDataException("A segment does not begin with a keyframe.");
            times.Add((path, segment));
        }

        return times.Count > 0
            ? new CheckedStream(Lengths(times, plan), plan.Video is null ? null : times[0].Times.H264)
            : throw new InvalidDataException("There are no segments.");
    }

    /// <summary>Whether the segments last as long as the source does.</summary>
    public static bool IsWhole(CheckedStream stream, SplitPlan plan)
    {
        var source = plan.Timeline.Seconds;
        return stream.Seconds >= source - Tolerance(source);
    }

    /// <summary>What two measures of one length may differ by, in seconds: half a second, or a hundredth of it.</summary>
    public static double Tolerance(double seconds) => Math.Max(0.5, seconds / 100);

    /// <summary>A segment lasts until the next begins: so their sum is the stream's length.</summary>
    private static List<Segment> Lengths(List<(string Path, SegmentTimes Times)> times, SplitPlan plan)
    {
        var segments = new List<Segment>(times.Count);
        for (var i = 0; i < times.Count; i++)
        {
            var start = times[i].Times.Start!.Value;
            var end = i + 1 < times.Count ? times[i + 1].Times.Start!.Value : times[i].Times.End(1 / plan.Fps);
            if (end <= start) throw new InvalidDataException("A segment lasts no time.");
            segments.Add(new Segment(times[i].Path, end - start));
        }

        return segments;
    }
}
