using DreamLake.Hosting;
using DreamLake.Protocol;
using DreamLake.Server.Bss;

namespace DreamLake.Server.Reading;

/// <summary>Finds the content of an asset: the catalog knows its BSS id, and BSS presigns its address.</summary>
internal sealed class AssetDownload(AssetReader reader, BssClient bss)
{
    /// <summary>A presigned address, which saves the content under the asset's own file name.</summary>
    /// <exception cref="RefusalException">404 where there is no such asset or content, 503 where BSS did not tell.</exception>
    public async Task<DownloadResponse> FindAsync(
        AssetType type, Place place, AssetName name, string? authorization, CancellationToken cancellationToken)
    {
        var bssId = await reader.FindBssIdAsync(type, place, name, cancellationToken);
        return new DownloadResponse(await bss.DownloadUrlAsync(type, bssId, name.Leaf, place.Namespace, authorization, cancellationToken));
    }
}
