using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Waiting;

/// <summary>Asks how the lake lists an asset, less and less often, until it has come to what is waited for.</summary>
/// <remarks>
/// Of few assets at once, however many wait. It has no end of its own: a queue in the lake may be long. What no waiting would change is
/// given up after a while.
/// </remarks>
/// <param name="server">Lists assets.</param>
/// <param name="patience">How long a status that does not go on by itself is waited on.</param>
/// <param name="time">The clock.</param>
internal sealed class AssetWait(ServerClient server, TimeSpan patience, TimeProvider time) : IDisposable
{
    private const int AskedAtOnce = 4;
    private readonly SemaphoreSlim _asking = new(AskedAtOnce);

    /// <summary>Waits.</summary>
    /// <param name="awaited">The asset.</param>
    /// <param name="rules">What its statuses mean.</param>
    /// <param name="see">Told each time how the lake lists it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">It came to another end, or the lake does not tell.</exception>
    /// <exception cref="LakeException">The lake does not answer.</exception>
    public async Task UntilReachedAsync(
        AwaitedAsset awaited, WaitRules rules, Action<ListedAsset> see, CancellationToken cancellationToken)
    {
        long? stalledSince = null;
        for (var pause = LookAgain.First; ; pause = LookAgain.After(pause))
        {
            var asset = await AskAsync(awaited, cancellationToken).ConfigureAwait(false);
            if (asset is not null) see(asset);
            if (asset is not null && rules.IsReached(asset)) return;
            if (WaitRules.TellsNothing(asset)) throw rules.GivenUp(asset);
            stalledSince = rules.IsStalled(asset) ? stalledSince ?? time.GetTimestamp() : null;
            if (stalledSince is { } since && time.GetElapsedTime(since) >= patience) throw rules.GivenUp(asset);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    private async Task<ListedAsset?> AskAsync(AwaitedAsset awaited, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await server.FindAssetAsync(awaited.Type, awaited.Episode, awaited.Name, awaited.Id, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _asking.Release();
        }
    }
}

/// <summary>An asset that is waited for.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Episode">Its episode, with the namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">The server's id.</param>
internal sealed record AwaitedAsset(AssetType Type, EpisodeAddress Episode, AssetName Name, string Id);
