using System.Text;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting.Checking;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>Puts what was made and checked into the bucket, each object under the name that its bytes give it.</summary>
/// <remarks>Repeated, it writes the same keys. What names others comes after them: what a playlist lists is there.</remarks>
internal sealed class StreamPublisher(ContentStore store)
{
    // While the bucket makes one durable the next is on its way; more would take the line from uploads.
    private const int SegmentsAtOnce = 4;

    /// <summary>Stores segments of picture and sound, and then their playlist.</summary>
    /// <param name="job">Whose stream it is.</param>
    /// <param name="segments">The segments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PublishedStream> PublishAsync(Job job, IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        var hashes = new string[segments.Count];
        var few = new ParallelOptions { MaxDegreeOfParallelism = SegmentsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, segments.Count, few, async (index, stop) => hashes[index] = await PutFileAsync(
            segments[index].Path, hash => StreamKeys.Segment(PlaceOf(job), hash), StreamKeys.SegmentContentType, stop));

        var playlist = new HlsPlaylist();
        foreach (var (hash, segment) in hashes.Zip(segments))
            playlist.Add(segment.Seconds, new FileInfo(segment.Path).Length, hash + ".ts");
        return await PublishAsync(job, playlist, cancellationToken);
    }

    /// <summary>Stores subtitles, which are one segment, and then their playlist.</summary>
    /// <param name="job">Whose subtitles they are.</param>
    /// <param name="path">WebVTT.</param>
    /// <param name="seconds">How long the picture plays that they belong to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PublishedStream> PublishTextAsync(Job job, string path, double seconds, CancellationToken cancellationToken)
    {
        var playlist = new HlsPlaylist();
        var bytes = new FileInfo(path).Length;
        var hash = await PutFileAsync(
            path, hash => StreamKeys.TextSegment(PlaceOf(job), hash), StreamKeys.TextContentType, cancellationToken);
        playlist.Add(seconds, bytes, hash + ".vtt");
        return await PublishAsync(job, playlist, cancellationToken);
    }

    /// <summary>Stores the playlist of all renditions.</summary>
    /// <returns>Its name.</returns>
    public Task<string> PublishMasterAsync(Job job, IReadOnlyList<Rendition> renditions, CancellationToken cancellationToken) =>
        PutTextAsync(
            new MasterPlaylist(renditions).ToString(), hash => StreamKeys.Playlist(PlaceOf(job), hash),
            StreamKeys.PlaylistContentType, cancellationToken);

    /// <summary>Stores a picture.</summary>
    /// <returns>Its name.</returns>
    public Task<string> PublishPictureAsync(Job job, string path, CancellationToken cancellationToken) =>
        PutFileAsync(path, hash => StreamKeys.Picture(PlaceOf(job), hash), StreamKeys.PictureContentType, cancellationToken);

    /// <summary>Stores the table of a storyboard.</summary>
    /// <returns>Its name.</returns>
    public Task<string> PublishStoryboardAsync(Job job, string table, CancellationToken cancellationToken) =>
        PutTextAsync(table, hash => StreamKeys.Storyboard(PlaceOf(job), hash), StreamKeys.TextContentType, cancellationToken);

    private async Task<PublishedStream> PublishAsync(Job job, HlsPlaylist playlist, CancellationToken cancellationToken)
    {
        var hash = await PutTextAsync(
            playlist.ToString(), hash => StreamKeys.Playlist(PlaceOf(job), hash), StreamKeys.PlaylistContentType,
            cancellationToken);
        return new(hash, playlist.Duration, playlist.PeakBitRate, playlist.AverageBitRate);
    }

    private static string PlaceOf(Job job) => StreamKeys.PlaceOf(job.ContentKey);

    private async Task<string> PutFileAsync(
        string path, Func<string, string> keyOf, string contentType, CancellationToken cancellationToken)
    {
        var hash = await ObjectName.OfFileAsync(path, cancellationToken);
        await store.PutFileAsync(keyOf(hash), path, contentType, cancellationToken);
        return hash;
    }

    private async Task<string> PutTextAsync(
        string text, Func<string, string> keyOf, string contentType, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = ObjectName.Of(bytes);
        using var body = new MemoryStream(bytes);
        await store.PutAsync(keyOf(hash), body, contentType, cancellationToken);
        return hash;
    }
}

/// <summary>A stream that is there to be played.</summary>
/// <param name="Hash">Its playlist's name.</param>
/// <param name="Seconds">How long it plays.</param>
/// <param name="PeakBitRate">Bits a second of its dearest segment.</param>
/// <param name="AverageBitRate">Bits a second of all its segments.</param>
internal sealed record PublishedStream(string Hash, double Seconds, long PeakBitRate, long AverageBitRate);
