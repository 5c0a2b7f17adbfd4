using DreamLake.Server.Catalog;

namespace DreamLake.Server.Registering;

/// <summary>The way down the tree within one transaction: each node is found, or made where it is missing.</summary>
internal sealed class NodeTree(CatalogContext catalog)
{
    public async Task<Node> DownToAsync(Node? parent, NodeKind kind, string name, CancellationToken cancellationToken)
    {
        // Under a node that is itself being made there is nothing to find.
        var isNewBranch = parent is { Id: 0 };
        var found = isNewBranch ? null : await catalog.FindNodeAsync(parent?.Id, kind, name, cancellationToken);
        return found ?? catalog.Nodes.Add(new Node { Parent = parent, Kind = kind, Name = name }).Entity;
    }
}
