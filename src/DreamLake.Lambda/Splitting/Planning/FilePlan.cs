using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Tools;
using DreamLake.Protocol;

namespace DreamLake.Lambda.Splitting.Planning;

/// <summary>Everything in a file that is streamed.</summary>
/// <param name="Main">The first picture with the first sound: what a player shows unless it is told otherwise.</param>
/// <param name="Others">Further pictures and sounds, each a rendition of its own in the main one's time.</param>
/// <param name="Texts">Its subtitles that are text.</param>
internal sealed record FilePlan(SplitPlan Main, IReadOnlyList<SplitPlan> Others, IReadOnlyList<TextTrack> Texts)
{
    /// <summary>The main rendition and the others.</summary>
    public IEnumerable<SplitPlan> All => [Main, .. Others];

    /// <summary>Plans for each stream that holds anything. A cover picture in a sound file is no video.</summary>
    /// <param name="file">What the content says that it holds.</param>
    /// <param name="type">What it was uploaded as.</param>
    /// <param name="surveys">What its packets show, by stream.</param>
    /// <param name="limits">How many renditions a file may have.</param>
    /// <exception cref="UnsplittableException">There is nothing of the kind that the type needs.</exception>
    public static FilePlan For(MediaFile file, AssetType type, IReadOnlyDictionary<int, StreamSurvey> surveys, SplitLimits limits)
    {
        var videos = type == AssetType.Video ? file.Videos.Where(track => surveys.ContainsKey(track.Index)).ToArray() : [];
        var audios = file.Audios.Where(track => surveys.ContainsKey(track.Index)).ToArray();
        if (videos.Length == 0 && audios.Length == 0) throw new UnsplittableException(NothingOf(file, type));

        var (video, audio) = (videos.FirstOrDefault(), audios.FirstOrDefault());
        var timeline = Timeline.Of(video is null ? null : surveys[video.Index], audio is null ? null : surveys[audio.Index]);
        var cameras = videos.Skip(1).Select(track => SplitPlan.For(track, null, timeline.With(surveys[track.Index], null)));
        var sounds = audios.Skip(1).Select(track => SplitPlan.For(null, track, timeline.With(null, surveys[track.Index])));
        return new(
            SplitPlan.For(video, audio, timeline),
            [.. cameras.Concat(sounds).Take(limits.MaxRenditions - 1)],
            video is null ? [] : [.. file.Texts.Where(text => text.IsText && surveys.ContainsKey(text.Index)).Take(limits.MaxRenditions)]);
    }

    private static string NothingOf(MediaFile file, AssetType type)
    {
        var isEmpty = file.Audios.Count > 0 || (type == AssetType.Video && file.Videos.Count > 0);
        if (isEmpty) return "There is nothing in it to play: it lasts no time.";
        return type == AssetType.Video ? "It holds neither a picture nor sound." : "It holds no sound.";
    }
}
