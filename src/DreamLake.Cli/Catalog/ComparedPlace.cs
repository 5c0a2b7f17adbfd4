using System.Runtime.CompilerServices;
using DreamLake.Engine;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary>What of a lake is compared with a folder: one episode, or a whole space whose episodes are the folders at its top.</summary>
internal sealed class ComparedPlace
{
    private readonly IReadOnlyList<EpisodeAddress> _episodes;
    private readonly string? _folder;

    private ComparedPlace(IReadOnlyList<EpisodeAddress> episodes, string? folder, Func<FolderEntry, UploadRequest> requestOf) =>
        (_episodes, _folder, RequestOf) = (episodes, folder, requestOf);

    /// <summary>Where a file is in the lake.</summary>
    public Func<FolderEntry, UploadRequest> RequestOf { get; }

    /// <summary>One episode, or what hangs right under a space.</summary>
    public static ComparedPlace Of(UploadRequest place) => new([place.Episode], place.To, entry => entry.RequestAt(place));

    /// <summary>A space with all its episodes, as far as the lake has them.</summary>
    /// <exception cref="UploadException">The lake does not answer, refuses, or lists no episodes.</exception>
    public static async Task<ComparedPlace> OfSpaceAsync(UploadRequest place, LakeConnection lake, CancellationToken cancellationToken)
    {
        using var catalog = new LakeCatalog(lake);
        var listed = new List<EpisodeAddress>();
        await foreach (var episode in catalog.EpisodesAsync(place.Episode, cancellationToken)) listed.Add(episode.Address);
        var space = place.Episode.Namespace is null && lake.Namespace is { } own
            ? place with { Episode = place.Episode.WithNamespace(own) }
            : place;
        var folders = new SpaceFolders(space, listed.Select(address => address.Episode).OfType<string>());
        return new ComparedPlace(listed, place.To, folders.RequestOf);
    }

    /// <summary>What the lake has there that was not among the files checked so far.</summary>
    /// <exception cref="UploadException">The lake does not answer, refuses, or has no such place.</exception>
    public async IAsyncEnumerable<CheckResult> OnlyInLakeAsync(
        LakeChecker checker, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var episode in _episodes)
        {
            await foreach (var result in checker.OnlyInLakeAsync(episode, _folder, cancellationToken)) yield return result;
        }
    }
}
