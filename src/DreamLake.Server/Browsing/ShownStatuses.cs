using DreamLake.Protocol;
using DreamLake.Server.Catalog;
using DreamLake.Server.Reading;

namespace DreamLake.Server.Browsing;

/// <summary>Brings the statuses of assets of any type and namespace up to date.</summary>
internal sealed class ShownStatuses(AssetStatuses statuses)
{
    /// <summary>A page is shown with what was told last rather than late.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Changes those of which BSS tells news.</summary>
    /// <param name="assets">The assets, with their spaces and namespaces.</param>
    /// <param name="viewer">With whose token BSS is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RefreshAsync(IReadOnlyCollection<Asset> assets, Viewer viewer, CancellationToken cancellationToken)
    {
        foreach (var group in assets.GroupBy(asset => (asset.Type, Namespace: asset.Space.Parent!.Name)))
        {
            if (!AssetType.TryFromWord(group.Key.Type, out var type)) continue;
            await statuses.RefreshAsync(type, group.Key.Namespace, group, viewer.Authorization, cancellationToken, Longest);
        }
    }
}
