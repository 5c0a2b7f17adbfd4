using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting.Checking;
using DreamLake.Lambda.Splitting.Pictures;
using DreamLake.Lambda.Splitting.Planning;
using DreamLake.Lambda.Splitting.Probing;
using DreamLake.Lambda.Splitting.Publishing;
using DreamLake.Lambda.Splitting.Texts;
using DreamLake.Lambda.Splitting.Tools;
using Microsoft.Extensions.Logging;

namespace DreamLake.Lambda.Splitting;

/// <summary>Carries a plan out: one rendition after the other is made, checked and published; the disk holds one at a time.</summary>
/// <param name="job">Whose file it is.</param>
/// <param name="folder">The folder that holds the content.</param>
/// <param name="ffmpeg">ffmpeg, in that folder.</param>
/// <param name="probe">ffprobe, in that folder.</param>
/// <param name="publisher">Where it goes.</param>
/// <param name="volume">Where the folder is.</param>
/// <param name="limits">What a file may take.</param>
/// <param name="log">Hears of what is left out.</param>
internal sealed class FileSplit(
    Job job, string folder, MediaTool ffmpeg, MediaProbe probe, StreamPublisher publisher, WorkVolume volume, SplitLimits limits,
    ILogger log)
{
    private readonly RenditionSplit _segments = new(ffmpeg, folder, volume, limits);

    /// <summary>Streams everything that is planned.</summary>
    public async Task<SplitFile> RunAsync(FilePlan plan, CancellationToken cancellationToken)
    {
        var texts = await new TextSplit(ffmpeg, folder, limits, log).RunAsync(plan.Texts, cancellationToken);
        var main = await SegmentAsync(plan.Main, RenditionKind.Main, "Camera 1", plan.Others.Count == 0, cancellationToken);
        var (rendition, pictures) = await SideBySide.RunAsync(
            stop => PublishAsync(main, stop), stop => PublishPicturesAsync(main, stop), cancellationToken);
        _segments.RemoveSegments();
        var renditions = new List<Rendition> { rendition };
        foreach (var other in plan.Others)
        {
            var kind = other.Video is null ? RenditionKind.Sound : RenditionKind.Camera;
            var name = $"{kind} {renditions.Count(rendition => rendition.Kind == kind) + 2}";
            var made = await SegmentAsync(other, kind, name, other == plan.Others[^1], cancellationToken);
            renditions.Add(await PublishAsync(made, cancellationToken));
            _segments.RemoveSegments();
        }

        foreach (var (index, text) in texts.Index())
        {
            var stream = await publisher.PublishTextAsync(job, text, main.Stream.Seconds, cancellationToken);
            renditions.Add(new Rendition(RenditionKind.Subtitles, $"Subtitles {index + 1}", stream, []));
        }

        // A video has one in any case: text tracks that are registered beside it are offered in it.
        var hasMaster = renditions.Count > 1 || main.Plan.Video is not null;
        var master = hasMaster ? await publisher.PublishMasterAsync(job, renditions, cancellationToken) : null;
        return new SplitFile(main.Plan, main.Stored, renditions, master, pictures);
    }

    private async Task<MadeRendition> SegmentAsync(
        SplitPlan wanted, RenditionKind kind, string name, bool isLast, CancellationToken cancellationToken)
    {
        var (plan, stream) = await _segments.RunAsync(wanted, cancellationToken);
        // Room for others: the segments are as large again.
        if (isLast) File.Delete(Path.Combine(folder, InputRules.ContentName));
        var stored = await probe.ReadSegmentAsync(Path.GetFileName(stream.Segments[0].Path), cancellationToken);
        return new MadeRendition(kind, name, plan, stream, stored);
    }

    private async Task<Rendition> PublishAsync(MadeRendition made, CancellationToken cancellationToken)
    {
        var stream = await publisher.PublishAsync(job, made.Stream.Segments, cancellationToken);
        var video = made.Plan.Video is not null && made.Stored.Videos is [var picture, ..] ? picture : null;
        var audio = made.Stored.Audios is [var sound, ..] ? sound : null;
        return new Rendition(made.Kind, made.Name, stream, CodecNames.Of(made.Stream.H264, audio))
        {
            Width = video?.Width,
            Height = video?.Height,
            Fps = made.Plan.StreamedFps,
        };
    }

    private async Task<PublishedPictures?> PublishPicturesAsync(MadeRendition main, CancellationToken cancellationToken)
    {
        if (main.Plan.Video is null || main.Stored.Videos is not [var video, ..]) return null;
        var maker = new PictureMaker(ffmpeg, folder, limits, log);
        if (await maker.MakeAsync(main.Stream, video, cancellationToken) is not { } pictures) return null;
        var poster = await publisher.PublishPictureAsync(job, pictures.Poster, cancellationToken);
        var board = await publisher.PublishPictureAsync(job, pictures.Board, cancellationToken);
        var table = await publisher.PublishStoryboardAsync(job, pictures.Storyboard.Table(board), cancellationToken);
        return new PublishedPictures(poster, board, table);
    }

    private sealed record MadeRendition(RenditionKind Kind, string Name, SplitPlan Plan, CheckedStream Stream, MediaFile Stored);
}
