using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Protocol;

namespace DreamLake.Engine.Receiving;

/// <summary>Asks the lake for presigned addresses of contents, and for digests of their ranges.</summary>
/// <remarks>
/// BSS signs for a version by its id. A lake that tells no such ids, or whose BSS has no such route, is asked by name: that is the newest
/// version, which the whole SHA-256 and the ETag tell from another.
/// </remarks>
internal sealed class ContentAddresses(ServerClient server, BssClient bss)
{
    /// <summary>The digests of ranges of an asset's content; null where the lake does not tell them.</summary>
    /// <exception cref="LakeException">The lake does not answer.</exception>
    public async Task<RangeDigests?> DigestsOfAsync(LakeAsset asset, CancellationToken cancellationToken) =>
        asset.BssId is { Length: > 0 } id
            ? await bss.TryDigestsAsync(asset.Type, id, asset.Episode.Namespace!, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>A fresh address of an asset's content.</summary>
    /// <exception cref="LakeException">There is no such asset, it is not served, or the lake does not answer.</exception>
    public async Task<Uri> OfAsync(LakeAsset asset, CancellationToken cancellationToken)
    {
        var url = asset.BssId is { Length: > 0 } id
            ? await bss.TryDownloadAsync(asset.Type, id, asset.Episode.Namespace!, cancellationToken).ConfigureAwait(false)
            : null;
        url ??= await server.DownloadAsync(asset.Type, asset.Episode, asset.Name, cancellationToken).ConfigureAwait(false);
        return SignedAddress.TryRead(url, out var address)
            ? address
            : throw new LakeException(ResponseClassifier.OfUnreadable(isPage: false), "The lake's answer to download holds no address.");
    }
}
