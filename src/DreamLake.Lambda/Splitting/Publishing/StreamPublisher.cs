using System.Text;
using DreamLake.Lambda.Jobs;
using DreamLake.Lambda.Splitting.Checking;

namespace DreamLake.Lambda.Splitting.Publishing;

/// <summary>Puts a checked stream into the bucket.</summary>
internal sealed class StreamPublisher(ContentStore store)
{
    /// <summary>Stores the segments, and then their playlist: what it lists is there. Repeated, it writes the same keys.</summary>
    /// <param name="job">Whose stream it is.</param>
    /// <param name="segments">The segments; each file is gone afterwards.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PublishedStream> PublishAsync(Job job, IEnumerable<Segment> segments, CancellationToken cancellationToken)
    {
        var playlist = new HlsPlaylist();
        foreach (var segment in segments)
        {
            var hash = await ObjectName.OfFileAsync(segment.Path, cancellationToken);
            var key = StreamKeys.Segment(job.Owner, job.Project, hash);
            await store.PutFileAsync(key, segment.Path, StreamKeys.SegmentContentType, cancellationToken);
            File.Delete(segment.Path);
            playlist.Add(segment.Seconds, hash);
        }

        var bytes = Encoding.UTF8.GetBytes(playlist.ToString());
        var streamHash = ObjectName.Of(bytes);
        using var body = new MemoryStream(bytes);
        await store.PutAsync(
            StreamKeys.Playlist(job.Owner, job.Project, streamHash), body, StreamKeys.PlaylistContentType, cancellationToken);
        return new(streamHash, playlist.Duration);
    }
}

/// <summary>A stream that is there to be played.</summary>
/// <param name="Hash">Its playlist's name.</param>
/// <param name="Seconds">How long it plays.</param>
internal sealed record PublishedStream(string Hash, double Seconds);
