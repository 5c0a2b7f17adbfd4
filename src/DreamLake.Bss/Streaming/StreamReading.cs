using Amazon.S3.Model;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Media;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;

namespace DreamLake.Bss.Streaming;

/// <summary>Reads what the Lambda wrote for a medium.</summary>
internal sealed class StreamReading(StoredObjects objects, MediaStates states, SplitPlaces places, SubtitleTracks tracks)
{
    /// <summary>What a player opens: a playlist, with the text tracks that are registered beside its video.</summary>
    /// <remarks>
    /// Where the medium's first playlist is of one rendition alone and there are such tracks, its master playlist is answered in its place:
    /// nothing else can offer them. The rendition itself is at <c>/renditions</c>.
    /// </remarks>
    /// <exception cref="RefusalException">404: the medium has no such stream, or not yet.</exception>
    public async Task<string> EntryAsync(Medium medium, string streamHash, CancellationToken cancellationToken)
    {
        var (metadata, place) = await FindAsync(medium, streamHash, cancellationToken);
        var isEntry = streamHash == metadata.Master || streamHash == metadata.Streams[0];
        if (!isEntry || metadata.Master is not { } master) return await ReadAsync(medium, place, streamHash, cancellationToken);
        var subtitles = await tracks.FindAsync(medium, cancellationToken);
        return subtitles.Count == 0
            ? await ReadAsync(medium, place, streamHash, cancellationToken)
            : OfferedSubtitles.Add(await ReadAsync(medium, place, master, cancellationToken), subtitles);
    }

    /// <summary>A playlist as the Lambda wrote it.</summary>
    /// <exception cref="RefusalException">404: the medium has no such stream, or not yet.</exception>
    public async Task<string> PlaylistAsync(Medium medium, string streamHash, CancellationToken cancellationToken)
    {
        var (_, place) = await FindAsync(medium, streamHash, cancellationToken);
        return await ReadAsync(medium, place, streamHash, cancellationToken);
    }

    /// <summary>A segment, to be read as it comes and disposed of.</summary>
    /// <exception cref="RefusalException">404: there is no such segment.</exception>
    public async Task<GetObjectResponse> SegmentAsync(
        Medium medium, string hash, Func<string, string, string> keyOf, CancellationToken cancellationToken) =>
        (StagingKey.IsHash(hash) && await places.FindAsync(medium, cancellationToken) is { } place
            ? await objects.OpenAsync(keyOf(place, hash), cancellationToken)
            : null)
        ?? throw RefusalException.NotFound($"There is no segment '{NameRules.Printable(hash)}' of '{medium.Id}'.");

    /// <summary>The medium's poster, or its storyboard's picture, to be read as it comes and disposed of.</summary>
    /// <exception cref="RefusalException">404: the medium has no such picture.</exception>
    public async Task<GetObjectResponse> PictureAsync(Medium medium, string hash, CancellationToken cancellationToken)
    {
        var state = await states.FindAsync(medium, cancellationToken);
        var metadata = state.Metadata;
        return (hash == metadata?.Poster || hash == metadata?.StoryboardPicture
                ? await objects.OpenAsync(StreamKeys.Picture(state.Place!, hash), cancellationToken)
                : null)
            ?? throw NoPicture(medium, hash);
    }

    /// <summary>The table of the medium's storyboard, as the Lambda wrote it.</summary>
    /// <exception cref="RefusalException">404: the medium has no such table.</exception>
    public async Task<string> StoryboardAsync(Medium medium, string hash, CancellationToken cancellationToken)
    {
        var state = await states.FindAsync(medium, cancellationToken);
        if (state.Metadata is not { } metadata || hash != metadata.Storyboard) throw NoPicture(medium, hash);
        return await TextAsync(StreamKeys.Storyboard(state.Place!, hash), cancellationToken)
            ?? throw NoPicture(medium, hash);
    }

    /// <summary>
    /// The metadata of a medium that has such a stream, and where it lies: other media's streams may lie there too.
    /// </summary>
    private async Task<(MediaMetadata Metadata, string Place)> FindAsync(
        Medium medium, string streamHash, CancellationToken cancellationToken) =>
        await states.FindAsync(medium, cancellationToken) is { Metadata: { } metadata, Place: { } place }
        && (metadata.Streams.Contains(streamHash) || metadata.Master == streamHash)
            ? (metadata, place)
            : throw NoStream(medium, streamHash);

    private async Task<string> ReadAsync(Medium medium, string place, string streamHash, CancellationToken cancellationToken) =>
        await TextAsync(StreamKeys.Playlist(place, streamHash), cancellationToken) ?? throw NoStream(medium, streamHash);

    private async Task<string?> TextAsync(string key, CancellationToken cancellationToken)
    {
        using var stored = await objects.OpenAsync(key, cancellationToken);
        if (stored is null) return null;
        using var reader = new StreamReader(stored.ResponseStream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static RefusalException NoStream(Medium medium, string streamHash) =>
        RefusalException.NotFound(
            $"'{medium.Id}' has no stream '{NameRules.Printable(streamHash)}'. Its metadata names those that it has, once it is split.");

    private static RefusalException NoPicture(Medium medium, string hash) =>
        RefusalException.NotFound(
            $"'{medium.Id}' has no picture '{NameRules.Printable(hash)}'. Its metadata names those that it has, once it is split.");
}
