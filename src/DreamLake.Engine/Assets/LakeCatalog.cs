using System.Runtime.CompilerServices;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Waiting;
using DreamLake.Protocol;

namespace DreamLake.Engine;

/// <summary>What a lake has: listed as it comes, a page at a time, and waited for.</summary>
public sealed class LakeCatalog : IDisposable
{
    private readonly LakeConnection _lake;
    private readonly LakeHttp _http;
    private readonly ServerClient _server;
    private readonly AssetWait _wait;

    /// <summary>The catalog of a lake.</summary>
    /// <param name="lake">Which, and as whom.</param>
    /// <param name="options">How calls are tried; null means the defaults.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public LakeCatalog(LakeConnection lake, UploadOptions? options = null, TimeProvider? time = null)
    {
        (options, time) = (options ?? new UploadOptions(), time ?? TimeProvider.System);
        _lake = lake;
        _http = new LakeHttp(new ServerClocks(time), options.PrimaryHandler);
        var calls = new ControlCalls(_http, "DreamLake Server", lake.Server, lake.GetTokenAsync, time);
        _server = new ServerClient(calls, new Pipelines(options, time));
        _wait = new AssetWait(_server, options.Patience, time);
    }

    /// <summary>Lists assets, those of each type by name; each as soon as its page is there.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">The lake does not answer, refuses, or has no such place.</exception>
    public async IAsyncEnumerable<LakeAsset> ListAsync(
        AssetQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var place in PlacesAsync(query.Episode, cancellationToken).ConfigureAwait(false))
        {
            foreach (var type in query.Type is { } one ? [one] : AssetType.All)
            {
                await foreach (var asset in ListAsync(query, place, type, cancellationToken).ConfigureAwait(false)) yield return asset;
            }
        }
    }

    /// <summary>The newest asset of a name; null where there is none.</summary>
    /// <exception cref="UploadException">The lake does not answer, or refuses.</exception>
    public async Task<LakeAsset?> FindAsync(
        AssetType type, EpisodeAddress episode, AssetName name, CancellationToken cancellationToken = default)
    {
        var query = new AssetQuery { Episode = episode, Prefix = name.Path, Type = type };
        await foreach (var asset in ListAsync(query, WithNamespace(episode), type, cancellationToken).ConfigureAwait(false))
        {
            if (asset.Name == name && asset.Episode.Episode == episode.Episode) return asset;
        }

        return null;
    }

    /// <summary>An asset by its id, whatever its type, newest or not; null where there is none.</summary>
    /// <exception cref="UploadException">The lake does not answer, or refuses.</exception>
    public async Task<LakeAsset?> FindByIdAsync(string id, CancellationToken cancellationToken = default)
    {
        foreach (var type in AssetType.All)
        {
            var listed = await AskAsync(() => _server.FindByIdAsync(type, id, cancellationToken)).ConfigureAwait(false);
            if (EpisodeAddress.TryOf(listed?.Namespace, listed?.Space) is { } place) return LakeAsset.Of(listed, type, place);
        }

        return null;
    }

    /// <summary>Lists episodes, and spaces with what hangs right under them, by name.</summary>
    /// <param name="space">Only those of this space. Null: all that the token may read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">The lake does not answer, refuses, or lists no episodes.</exception>
    public async IAsyncEnumerable<LakeEpisode> EpisodesAsync(
        EpisodeAddress? space = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await AskAsync(() => _server.ListEpisodesAsync(
                space is null ? null : WithNamespace(space), cursor, cancellationToken)).ConfigureAwait(false);
            foreach (var listed in page.Items)
            {
                if (EpisodeAddress.TryOf(listed?.Namespace, listed?.Space, listed?.Episode) is { } address)
                    yield return new LakeEpisode(address, listed!.Assets, listed.Bytes);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>Waits until the lake has done with an asset what is asked for.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="goal">What is waited for.</param>
    /// <param name="seen">Told each time how the lake lists it.</param>
    /// <param name="cancellationToken">Gives up; the lake goes on.</param>
    /// <returns>The asset as it is then.</returns>
    /// <exception cref="UploadException">It came to another end, the lake does not tell, or it does not answer.</exception>
    public async Task<LakeAsset> WaitAsync(
        LakeAsset asset, WaitFor goal, Action<LakeAsset>? seen = null, CancellationToken cancellationToken = default)
    {
        var rules = new WaitRules(goal, asset.Name.Path, asset.Sha256);
        var last = asset;
        await AskAsync(async () =>
        {
            await _wait.UntilReachedAsync(
                new AwaitedAsset(asset.Type, asset.Episode, asset.Name, asset.Id),
                rules,
                listed =>
                {
                    last = LakeAsset.Of(listed, asset.Type, asset.Episode) ?? last;
                    seen?.Invoke(last);
                },
                cancellationToken).ConfigureAwait(false);
            return last;
        }).ConfigureAwait(false);
        return last;
    }

    /// <summary>Puts an asset into the lake's trash: it is listed, read and streamed no more, and can be restored for some weeks.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="allVersions">Whether all versions of its name go; else the one before it shows again.</param>
    /// <param name="cancellationToken">Gives up; the lake may have done it.</param>
    /// <exception cref="UploadException">The lake does not answer, refuses, has no such asset, or has no trash.</exception>
    public Task<TrashedAsset> RemoveAsync(
        LakeAsset asset, bool allVersions = false, CancellationToken cancellationToken = default) =>
        AskAsync(() => _server.RemoveAsync(asset.Type, asset.Id, allVersions, cancellationToken));

    /// <summary>Takes an asset out of the lake's trash, whatever its type; one that is not there stays as it is.</summary>
    /// <param name="id">The asset's id.</param>
    /// <param name="cancellationToken">Gives up; the lake may have done it.</param>
    /// <returns>What came of it; null where there is no such asset, in the trash or not.</returns>
    /// <exception cref="UploadException">The lake does not answer, or refuses.</exception>
    public async Task<TrashedAsset?> RestoreAsync(string id, CancellationToken cancellationToken = default)
    {
        foreach (var type in AssetType.All)
        {
            if (await AskAsync(() => _server.RestoreAsync(type, id, cancellationToken)).ConfigureAwait(false) is { } restored)
                return restored;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _wait.Dispose();
    }

    private async IAsyncEnumerable<LakeAsset> ListAsync(
        AssetQuery query, EpisodeAddress place, AssetType type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await AskAsync(() => _server.ListAsync(
                    type, place, query.Prefix, query.AllVersions ? "&allVersions=true" : query.Trash ? "&trash=true" : "", cursor,
                    cancellationToken))
                .ConfigureAwait(false);
            foreach (var listed in page.Items)
            {
                // A lake that knows no trash lists what is not in it.
                if (LakeAsset.Of(listed, type, place) is { } asset && HasContent(asset, query.Hash)
                    && (asset.TrashedAt is not null) == query.Trash) yield return asset;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    // One space after the other where none is named.
    private async IAsyncEnumerable<EpisodeAddress> PlacesAsync(
        EpisodeAddress? episode, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (episode is not null)
        {
            yield return WithNamespace(episode);
            yield break;
        }

        EpisodeAddress? last = null;
        await foreach (var listed in EpisodesAsync(null, cancellationToken).ConfigureAwait(false))
        {
            // They come sorted: those of one space follow each other.
            if (last?.Namespace == listed.Address.Namespace && last?.Space == listed.Address.Space) continue;
            last = listed.Address;
            yield return EpisodeAddress.TryOf(last.Namespace, last.Space)!;
        }
    }

    private EpisodeAddress WithNamespace(EpisodeAddress episode) =>
        episode.Namespace is not null ? episode
        : _lake.Namespace is { } own ? episode.WithNamespace(own)
        : throw new UploadException(UploadError.InvalidName,
            $"The address '{episode}' names no namespace, and the token has none.", "Write it as namespace@space[:episode].");

    private static bool HasContent(LakeAsset asset, string? hash) =>
        hash is null || ((asset.Sha256 ?? asset.Hash)?.StartsWith(hash, StringComparison.OrdinalIgnoreCase) ?? false);

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            throw new UploadException(UploadError.NotInLake, fault.Message, "List the episodes to see what there is.", fault);
        }
        catch (LakeException fault)
        {
            throw fault.ToUploadException();
        }
    }
}
