using DreamLake.Lambda.Splitting.Checking;
using DreamLake.Lambda.Splitting.Planning;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Publishing;
using DreamLake.Protocol;

namespace DreamLake.Lambda.Splitting;

/// <summary>What is told of a medium once it is split: the stream as it is stored, and its source beside it.</summary>
internal static class MediaDescription
{
    /// <summary>Puts it together.</summary>
    public static MediaMetadata Of(MediaFile file, IReadOnlyDictionary<int, StreamSurvey> surveys, SplitFile split)
    {
        var video = split.Plan.Video is not null && split.Stored.Videos is [var first, ..] ? first : null;
        var audio = split.Stored.Audios is [var sound, ..] ? sound : null;
        return new MediaMetadata
        {
            Fps = split.Plan.StreamedFps,
            DurationSec = Math.Round(split.Seconds, 3),
            Width = video?.Width,
            Height = video?.Height,
            SampleAspect = video?.SampleAspect,
            VideoCodec = video?.Codec,
            AudioCodec = audio?.Codec,
            SampleRate = audio?.SampleRate,
            Channels = audio?.Channels,
            Source = Source(file, split.Plan),
            Incomplete = Incomplete(file, surveys, split),
            Streams = Streams(split),
            Master = split.Master,
            Renditions = split.Renditions.Count > 1 ? [.. split.Renditions.Skip(1).Select(Told)] : null,
            Poster = split.Pictures?.Poster,
            StoryboardPicture = split.Pictures?.Board,
            Storyboard = split.Pictures?.Storyboard,
        };
    }

    /// <summary>What a player opens comes first: the master where there is something to choose from, else the one playlist.</summary>
    private static IReadOnlyList<string> Streams(SplitFile split)
    {
        var streams = split.Renditions.Select(rendition => rendition.Stream.Hash);
        return split is { Master: { } master, Renditions.Count: > 1 } ? [master, .. streams] : [.. streams];
    }

    private static MediaRendition Told(Rendition rendition) => new(
        rendition.Kind switch
        {
            RenditionKind.Camera => MediaRendition.Camera,
            RenditionKind.Sound => MediaRendition.Sound,
            _ => MediaRendition.Subtitles,
        },
        rendition.Name,
        rendition.Stream.Hash);

    private static MediaSource Source(MediaFile file, SplitPlan plan) => new()
    {
        Container = file.Container,
        DurationSec = Math.Round(plan.Timeline.Seconds, 3),
        Fps = plan.Video?.FramesPerSecond,
        Width = plan.Video?.Width,
        Height = plan.Video?.Height,
        Rotation = plan.Video is { Rotation: not 0 and var degrees } ? degrees : null,
        VideoCodec = plan.Video?.Codec,
        AudioCodec = plan.Audio?.Codec,
        SampleRate = plan.Audio?.SampleRate,
        Channels = plan.Audio?.Channels,
    };

    /// <summary>
    /// What is missing of a file that was cut short: its recorder wrote down how long it was to be, and its packets end before.
    /// </summary>
    private static Incomplete? Incomplete(MediaFile file, IReadOnlyDictionary<int, StreamSurvey> surveys, SplitFile split)
    {
        if (!file.KnowsItsLength || file.ClaimedSeconds is not { } end) return null;
        // Recorders write down when the last packet ends on a clock that began at zero, also where the first packet is late on it.
        var start = Math.Max(0, surveys.Values.Min(survey => survey.Start));
        var (claimed, seen) = (end - start, surveys.Values.Max(survey => survey.End) - start);
        return claimed - seen > SegmentCheck.Tolerance(claimed) ? new(Math.Round(split.Seconds, 3), Math.Round(claimed, 3)) : null;
    }
}
