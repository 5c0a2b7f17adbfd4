using Amazon.S3.Model;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Media;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;

namespace DreamLake.Bss.Streaming;

/// <summary>Reads what the Lambda wrote for a medium.</summary>
internal sealed class StreamReading(StoredObjects objects, MediaStates states)
{
    /// <summary>A playlist as the Lambda wrote it.</summary>
    /// <exception cref="RefusalException">404: the medium has no such stream, or not yet.</exception>
    public async Task<string> PlaylistAsync(Medium medium, string streamHash, CancellationToken cancellationToken)
    {
        // The pool's playlists lie by space, so that one of another medium would be found there too.
        var state = await states.FindAsync(medium, cancellationToken);
        if (state.Metadata?.Streams.Contains(streamHash) != true) throw NoStream(medium, streamHash);

        using var stored = await objects.OpenAsync(StreamKeys.Playlist(medium.Owner, medium.Project, streamHash), cancellationToken)
            ?? throw NoStream(medium, streamHash);
        using var reader = new StreamReader(stored.ResponseStream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>A segment, to be read as it comes and disposed of.</summary>
    /// <exception cref="RefusalException">404: there is no such segment.</exception>
    public async Task<GetObjectResponse> SegmentAsync(Medium medium, string hash, CancellationToken cancellationToken) =>
        (StagingKey.IsHash(hash)
            ? await objects.OpenAsync(StreamKeys.Segment(medium.Owner, medium.Project, hash), cancellationToken)
            : null)
        ?? throw RefusalException.NotFound($"There is no segment '{NameRules.Printable(hash)}' of '{medium.Id}'.");

    private static RefusalException NoStream(Medium medium, string streamHash) =>
        RefusalException.NotFound(
            $"'{medium.Id}' has no stream '{NameRules.Printable(streamHash)}'. Its metadata names those that it has, once it is split.");
}
