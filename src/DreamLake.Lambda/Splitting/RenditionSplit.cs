using System.Text.RegularExpressions;
using DreamLake.Lambda.Splitting.Checking;
using DreamLake.Lambda.Splitting.Planning;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Splitting;

/// <summary>Makes the segments of one rendition in a folder, and checks them.</summary>
/// <param name="ffmpeg">ffmpeg, in the content's folder.</param>
/// <param name="folder">That folder.</param>
/// <param name="volume">Where the folder is.</param>
/// <param name="limits">What a file may take.</param>
internal sealed partial class RenditionSplit(MediaTool ffmpeg, string folder, WorkVolume volume, SplitLimits limits)
{
    /// <summary>Copies what can be copied, transcodes the rest; the plan as it was carried out, and the segments.</summary>
    /// <exception cref="UnsplittableException">ffmpeg cannot read it.</exception>
    /// <exception cref="IOException">There was no room.</exception>
    public async Task<(SplitPlan Plan, CheckedStream Stream)> RunAsync(SplitPlan plan, CancellationToken cancellationToken)
    {
        if (plan.CopiesVideo)
        {
            // Nearly every picture is sound: it is copied while that is found out.
            var (isSound, copy) = await SideBySide.RunAsync(
                stop => DecodesAsync(plan, stop), stop => TrySegmentAsync(plan, stop), cancellationToken);
            if (isSound && copy is not null) return (plan, copy);
            RemoveSegments();
            plan = isSound ? plan.Transcoding : plan with { CopiesVideo = false };
        }

        if (await TrySegmentAsync(plan, cancellationToken) is { } stream) return (plan, stream);

        // Some streams cannot be copied for reasons that no probe shows (timestamps, headers): decoded, they may be fine.
        RemoveSegments();
        plan = plan.Transcoding;
        return (plan, (await TrySegmentAsync(plan, cancellationToken))!);
    }

    /// <summary>Takes the segments away: the next are called as they are.</summary>
    public void RemoveSegments()
    {
        foreach (var segment in Directory.EnumerateFiles(folder, SplitArguments.SegmentPattern)) File.Delete(segment);
    }

    /// <summary>Whether a picture is sound. Bits that rotted show only where it is decoded; a player would stop at them.</summary>
    private async Task<bool> DecodesAsync(SplitPlan plan, CancellationToken cancellationToken)
    {
        var pixels = (double)plan.Video!.Width * plan.Video.Height * plan.Timeline.Video!.Count;
        try
        {
            await ffmpeg.RunAsync(
                SplitArguments.Decode(plan, limits, isWhole: pixels <= limits.DecodedPixels), _ => { }, cancellationToken);
            return true;
        }
        catch (ToolException failure) when (!failure.IsCrash)
        {
            return false;
        }
    }

    /// <summary>The segments; null where they could not be copied, and may be transcoded.</summary>
    private async Task<CheckedStream?> TrySegmentAsync(SplitPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await ffmpeg.RunAsync(SplitArguments.Split(plan, limits), _ => { }, cancellationToken);
            var stream = await SegmentCheck.MeasureAsync(plan, folder, cancellationToken);
            // A copy is as long as its source; what a decoder could not read is missing for good.
            if (!plan.Copies || SegmentCheck.IsWhole(stream, plan)) return stream;
            throw new InvalidDataException("The copy is shorter than the source.");
        }
        catch (Exception fault) when (fault is InvalidDataException or ToolException { IsCrash: false })
        {
            // ffmpeg does not say that it ran out of room while it wrote segments.
            volume.RequireRoomFor(0);
            if (fault is ToolException { IsDiskFull: true }) throw new IOException("The work folder is full.", fault);
            return plan.Copies
                ? null
                : throw new UnsplittableException($"ffmpeg cannot split it: {LogPrefix().Replace(fault.Message, "")}", fault);
        }
    }

    /// <summary>ffmpeg's <c>[mov,mp4,… @ 0x55d9b146d2c0]</c>, which tells a person nothing.</summary>
    [GeneratedRegex(@"\[[^\]]* @ [^\]]*\]\s*")]
    private static partial Regex LogPrefix();
}
